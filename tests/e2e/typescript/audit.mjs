// Audits GraphQL over HTTP: node audit.mjs URL prints one JSON line, the results by status.
import { auditServer } from 'graphql-http';

const results = await auditServer({ url: process.argv[2] });
const told = results.map(({ status, id, name, reason }) => ({ status, id, name, reason }));
console.log(JSON.stringify(told));
