// What @neo4j/graphql makes of Cairn's graph in Neo4j, served by Apollo Server on loopback:
// the two levels of requirements by relationships, all that a skill rests on by a Cypher query of ours.
import { createServer } from "node:http";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const typeDefs = `
  type Skill @node {
    id: ID!
    name: String!
    requires: [Skill!]! @relationship(type: "REQUIRES", direction: OUT)
    restsOn: [Skill!]!
      @cypher(statement: "MATCH (this)-[:REQUIRES*]->(s) RETURN DISTINCT s", columnName: "s")
  }`;

const { CAIRN_TEST_NEO4J_URI: uri, CAIRN_TEST_NEO4J_USER: user, CAIRN_TEST_NEO4J_PASSWORD: password } = process.env;
const driver = neo4j.driver(uri, neo4j.auth.basic(user ?? "neo4j", password ?? ""));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema, introspection: false });
const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });

// the same runtime at its fastest, to hold both against
const hello = createServer((_, response) => response.end("hello"));
hello.listen(0, "127.0.0.1", () => console.log(new URL(url).port, hello.address().port));
