/**
 * Program of an end of the lab: sends a probe a line (`family transport from fromPort to toPort`, space-separated) from standard input, and says
 * `done N` once N lines are sent after a line `end`. It runs in a network namespace in which every address is its own.
 */
export const probeProgram = `
const net = require('node:net');
const dgram = require('node:dgram');
let rest = '';
let waiting = 0;
let sent = 0;
let ended = false;
const over = () => { if (ended && waiting === 0) { process.stdout.write('done ' + sent + '\\n'); ended = false; sent = 0; } };
const send = (line) => {
  const [family, transport, from, fromPort, to, toPort] = line.split(' ');
  waiting++;
  const leave = () => { waiting--; sent++; over(); };
  if (transport === 'tcp') {
    const socket = net.connect({ host: to, port: Number(toPort), localAddress: from, localPort: Number(fromPort), family: Number(family) });
    socket.on('error', () => {});
    setTimeout(() => { socket.destroy(); leave(); }, 120);
    return;
  }
  const socket = dgram.createSocket(family === '6' ? 'udp6' : 'udp4');
  socket.on('error', () => {});
  socket.bind(Number(fromPort), from, () => socket.send('x', Number(toPort), to, () => setTimeout(() => { socket.close(); leave(); }, 20)));
};
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\\n');
  rest = lines.pop();
  for (const line of lines) { if (line === 'end') { ended = true; over(); } else send(line); }
});
`;
