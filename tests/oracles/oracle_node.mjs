#!/usr/bin/env node
// SPDX-License-Identifier: BSL-1.0
//
// Asks Node's tls.checkServerIdentity(). The certificate is read, not chained:
// --key, --root and --chain are taken and not used.
import { X509Certificate } from 'node:crypto';
import { createInterface } from 'node:readline';
import { checkServerIdentity } from 'node:tls';

const usage = 64;

function leave(code, message) {
  process.stderr.write(`oracle_node.mjs: ${message}\n`);
  process.exit(code);
}

function parseOptions(words) {
  if (words[0] === 'node') words.shift();
  while (words.length) {
    const word = words.shift();
    if (word === '--version') {
      console.log(`Node ${process.versions.node} (OpenSSL ${process.versions.openssl})`);
      process.exit(0);
    }
    if (!['--key', '--root', '--chain'].includes(word)) leave(usage, `unknown argument '${word}'`);
    if (!words.length) leave(usage, `${word} needs a value`);
    words.shift();
  }
}

// Short, and without halves of surrogate pairs, which a strict reader refuses.
function detail(text) {
  return Buffer.from(String(text).slice(0, 400)).toString();
}

function ask(reference, der) {
  let refusal;
  try {
    refusal = checkServerIdentity(reference, new X509Certificate(der).toLegacyObject());
  } catch (problem) {
    return { verdict: 'error', detail: detail(`${problem.code ?? problem.name}: ${problem.message}`) };
  }
  if (refusal === undefined) return { verdict: 'match' };
  const verdict = refusal.code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'mismatch' : 'error';
  return { verdict, detail: detail(refusal.reason ?? refusal.message) };
}

function answer(line) {
  let id = null;
  try {
    const fields = JSON.parse(line);
    id = fields.id ?? null;
    const { reference, certificate } = fields;
    if (typeof reference !== 'string' || typeof certificate !== 'string') throw new Error('a part is missing');
    return { id, ...ask(reference, Buffer.from(certificate, 'base64')) };
  } catch (problem) {
    return { id, verdict: 'error', detail: detail(`not a case: ${problem.message}`) };
  }
}

parseOptions(process.argv.slice(2));
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  process.stdout.write(JSON.stringify(answer(line)) + '\n');
}
