// Generates types as `graphql-codegen` does: node generate.mjs SCHEMA OPERATIONS OUTPUT.
import { readFile, writeFile } from 'node:fs/promises';
import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import * as typed from '@graphql-codegen/typed-document-node';
import { parse } from 'graphql';

const [schema, documents, output] = process.argv.slice(2);
const source = await codegen({
  filename: output,
  schema: parse(await readFile(schema, 'utf8')),
  documents: [{ location: documents, document: parse(await readFile(documents, 'utf8')) }],
  config: { useTypeImports: true },
  plugins: [{ typescript: {} }, { operations: {} }, { typed: {} }],
  pluginMap: { typescript, operations, typed },
});
await writeFile(output, source);
