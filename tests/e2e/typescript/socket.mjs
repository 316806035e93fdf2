// Watches the graph over a WebSocket, as graphql-ws does: node --experimental-websocket socket.mjs URL.
import { createClient } from 'graphql-ws';

const client = createClient({ url: process.argv[2], lazy: true });
const answers = client.iterate({ query: 'subscription { graphChanged { sequence } }' });
const { value } = await answers.next();
console.log(JSON.stringify(value));
await answers.return();
await client.dispose();
