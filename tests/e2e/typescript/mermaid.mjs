// Parses flowcharts as Mermaid does: node mermaid.mjs FILE prints their nodes, arrows and groups as one JSON line;
// with a number after FILE, so many arrows and a hundred times as many characters are drawn.
import DOMPurify from 'dompurify';

// Labels are sanitized by means of a browser, which parsing does without.
Object.assign(DOMPurify, { addHook() {}, removeHook() {}, sanitize: (text) => text });
const { default: mermaid } = await import('mermaid');
const { readFileSync } = await import('node:fs');

const most = Number(process.argv[3]);
if (most) mermaid.initialize({ maxEdges: most, maxTextSize: 100 * most });
const text = readFileSync(process.argv[2], 'utf8');
await mermaid.parse(text);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
const nodes = [...db.getVertices().values()].map(({ id, text, type }) => ({ id, text, type }));
const arrows = db.getEdges().map(({ start, end, stroke }) => [start, end, stroke]);
const groups = db.getSubGraphs().map(({ id, title, nodes }) => ({ id, title, nodes }));
console.log(JSON.stringify({ nodes, arrows, groups }));
