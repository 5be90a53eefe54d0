// SPDX-License-Identifier: BSL-1.0
// A bare smtp-server of nodemailer for load.sh: nodemailer_server.js CHAIN KEY prints its port and serves until it is ended.

const { readFileSync } = require('fs');
const { SMTPServer } = require('smtp-server');

const [chain, key] = process.argv.slice(2);
const server = new SMTPServer({
  name: 'mx.example.test',
  cert: readFileSync(chain),
  key: readFileSync(key),
  authOptional: true,
  disableReverseLookup: true,
  onData(stream, session, done) {
    stream.on('end', done);
    stream.resume();
  },
});
server.on('error', () => {});
server.server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => console.log(server.server.address().port));
