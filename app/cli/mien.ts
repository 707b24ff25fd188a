import { Command } from 'commander';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { runAgentBuild } from './agent/build.ts';
import { runAgentInstall } from './agent/install.ts';
import { runAgentStatus } from './agent/status.ts';
import { runDoctor } from './doctor.ts';
import { runFlows } from './flows.ts';
import { runIncidents } from './incidents.ts';
import { runList } from './list.ts';
import { runOpen } from './open.ts';
import { runPaths } from './paths.ts';
import { addPolicyCommands } from './policy.ts';
import { runRecord } from './record.ts';
import { runReport } from './report.ts';
import { runServe } from './serve.ts';
import { runWatch } from './watch.ts';

const program = new Command('mien')
  .description('Learns how each virtual machine behaves and notices when one stops being itself.')
  .showHelpAfterError('(mien --help lists the commands)');

program
  .command('open')
  .description('open the console on captures, logs, a .mien session or a folder of them')
  .argument('[files...]', 'files or folders; the bundled sample where there are none')
  .action(runOpen);

program
  .command('report')
  .description('say who misbehaves, why and with whom')
  .argument('<files...>', 'captures, logs, event streams, .mien sessions or folders')
  .option('--json', 'one JSON value for other programs')
  .option('--local <networks>', 'networks that are local, CIDR, comma-separated')
  .option('--feeds <folder>', 'threat intelligence: all feeds and warning lists of a folder')
  .action(runReport);

program
  .command('flows')
  .description('list the flows of captures or logs')
  .argument('<files...>', 'captures, logs, .mien sessions or folders')
  .option('--json', 'one JSON value a line')
  .option('--filter <filter>', 'only these, e.g. "dst:10.0.0.0/8 service:tls bytes>1M"', '')
  .option('--pcapng <file>', 'write the packets of these flows to a file')
  .action(runFlows);

program
  .command('incidents')
  .description('tell the alerts as stories across VMs, worst first')
  .argument('[files...]', 'captures, logs, .mien sessions or folders; the bundled sample where there are none')
  .option('--json', 'one JSON value for other programs')
  .action(runIncidents);

program
  .command('paths')
  .description('simulate attackers: how they would get to what matters, and which single rule would stop most of it')
  .argument('[files...]', 'captures, logs, .mien sessions or folders; the bundled sample where there are none')
  .option('--json', 'one JSON value for other programs')
  .option('--from <starts>', 'where attackers begin: internet, insider, taken, role:NAME, ids of VMs; comma-separated')
  .option('--start <starts>', 'the same')
  .option('--target <ids>', 'what must not be reached: ids, comma-separated')
  .action(runPaths);

program
  .command('list')
  .description('say what .mien session files hold, without reading their evidence')
  .argument('<files...>', 'session files')
  .option('--json', 'one JSON value a line')
  .action(runList);

program
  .command('serve')
  .description('serve the console on the loopback interface and print its address')
  .argument('[files...]', 'what to open first')
  .option('--port <number>', 'port to listen on', '0')
  .action(runServe);

program
  .command('watch')
  .description('watch hosts and say what changes, until interrupted')
  .argument('<uris...>', 'libvirt URIs: qemu:///system, qemu+ssh://user@host/system, simulated:///?vms=20')
  .option('--json', 'one JSON value a line')
  .option('--seconds <number>', 'end after so many seconds')
  .option('--no-capture', 'counters alone, no packets')
  .option('--capture-prefix <words>', 'words before tcpdump, e.g. "sudo -n"', '')
  .option('--connections', 'connections that the host follows instead of packets: lighter, without names')
  .option('--collect <address>', 'listen for IPFIX, NetFlow or sFlow of the switch, e.g. 127.0.0.1:4739')
  .option('--agents', 'hear agents inside VMs: takes a connection that may write, for their channels and nothing else')
  .action(runWatch);

program
  .command('record')
  .description('watch hosts and keep what they tell and send as a .mien session, until interrupted')
  .argument('<uris...>', 'libvirt URIs')
  .requiredOption('-o, --output <file>', 'session file to write')
  .option('--seconds <number>', 'end after so many seconds')
  .option('--no-capture', 'counters alone, no packets')
  .option('--capture-prefix <words>', 'words before tcpdump, e.g. "sudo -n"', '')
  .option('--connections', 'connections that the host follows instead of packets: lighter, without names')
  .option('--collect <address>', 'listen for IPFIX, NetFlow or sFlow of the switch, e.g. 127.0.0.1:4739')
  .option('--agents', 'hear agents inside VMs: takes a connection that may write, for their channels and nothing else')
  .action(runRecord);

addPolicyCommands(program);

const agent = program.command('agent').description('the agent inside VMs: build it, install it, see how it does');

agent
  .command('install')
  .description('add the channel to a VM, put the agent there and wait until it speaks')
  .argument('<vm>', 'name or UUID')
  .option('--host <uri>', 'libvirt URI of its host', 'qemu:///system')
  .option(
    '--by <way>',
    'qga: by the guest agent of QEMU; seed: a CD for cloud-init; print: commands to run by hand',
    'qga',
  )
  .option('--program <file>', 'the agent to install; the one that was built where absent')
  .option('--output <folder>', 'where the seed is written', '.')
  .option('--yes', 'change the VM without asking')
  .action(runAgentInstall);

agent.command('build').description('build the agent with cargo').action(runAgentBuild);

agent
  .command('status')
  .description('say of each VM of a host whether an agent speaks')
  .option('--host <uri>', 'libvirt URI', 'qemu:///system')
  .option('--json', 'one JSON value a line')
  .action(runAgentStatus);

program
  .command('doctor')
  .description('say what is installed, missing or too old, and what it costs')
  .option('--json')
  .action(runDoctor);

// A reader that has seen enough (`… | head`) closes the pipe: that is no error.
process.stdout.on('error', (problem: NodeJS.ErrnoException) => {
  if (problem.code !== 'EPIPE') throw problem;
});

try {
  await program.parseAsync();
} catch (problem) {
  if (!(problem instanceof Refusal)) throw problem;
  console.error(`mien: ${problem.message}`);
  process.exitCode = 2;
}
