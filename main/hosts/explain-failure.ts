import type { HostPlace, HostProblem } from './host-problem.ts';
import type { Failure } from './host-report.ts';

/** Longest text of the other side that is shown. */
const DETAIL = 1000;

/** libvirt's error numbers (virErrorNumber) that mean something to an administrator. */
const libvirtErrors: Readonly<Record<number, { code: string; title: string; action: string }>> = {
  3: {
    code: 'too-old',
    title: 'The daemon does not know what it was asked.',
    action: 'Update libvirt on the host to 4.5 or newer; `virsh version --daemon` tells what runs there.',
  },
  5: {
    code: 'not-running',
    title: 'No driver of the daemon answers for this URI.',
    action: 'Start the driver on the host (`systemctl start libvirtd` or `virtqemud.socket`) or correct the URI.',
  },
  29: permission(),
  38: {
    code: 'not-running',
    title: 'The daemon could not reach the part that drives VMs.',
    action: 'Start it on the host: `systemctl start libvirtd` or `systemctl start virtqemud.socket`.',
  },
  45: {
    code: 'refused',
    title: 'The daemon refused to let you in.',
    action: 'Check user and password, or allow the connection in /etc/libvirt/libvirtd.conf on the host.',
  },
  79: {
    code: 'refused',
    title: 'The log-in was given up.',
    action:
      'Allow read-only connections without a password (`auth_unix_ro = "none"`) or configure SASL for the console.',
  },
  88: permission(),
  94: {
    code: 'refused',
    title: 'The host asks for a log-in that cannot be answered here.',
    action: 'Start a polkit agent, or allow read-only connections: docs/hosts.md has the rule.',
  },
};

function permission(): { code: string; title: string; action: string } {
  return {
    code: 'permission',
    title: 'The daemon does not permit this.',
    action: 'Allow org.libvirt.unix.monitor and read access to domains in polkit: docs/hosts.md has the rule.',
  };
}

/** Puts a problem into one sentence and says what to do about it. */
export function explainFailure(problem: HostProblem, place: HostPlace): Failure {
  const detail = problem.detail.slice(0, DETAIL);
  const said = { detail: detail || problem.message.slice(0, DETAIL) };
  const on = place.host || 'this machine';
  const target = `${place.user ? `${place.user}@` : ''}${place.host}`;
  const ssh = `ssh ${place.port ? `-p ${place.port} ` : ''}${target}`;
  switch (problem.kind) {
    case 'wrong-uri':
      return {
        code: 'wrong-uri',
        title: 'The URI cannot be used.',
        detail: problem.message,
        action: 'Correct it: qemu:///system for this machine, qemu+ssh://user@host/system for another.',
      };
    case 'unreachable':
      return explainUnreachable(problem, place, said);
    case 'refused':
      if (place.transport !== 'unix')
        return {
          code: 'refused',
          title: `${on} refuses connections of this kind.`,
          ...said,
          action: `Check that libvirt listens there (${listener(place)}) and that no firewall is between.`,
        };
      return {
        code: 'not-running',
        title: 'libvirt is not running on this machine.',
        ...said,
        action: 'Start it: `systemctl start libvirtd` (or `virtqemud.socket`).',
      };
    case 'certificate':
      return {
        code: 'certificate',
        title: `The certificate of ${on} is not trusted, or yours is not.`,
        ...said,
        action:
          'Put cacert.pem, clientcert.pem and clientkey.pem of the same authority where pkipath= points, and use the name the certificate holds.',
      };
    case 'host-key':
      return {
        code: 'host-key',
        title: `The host key of ${on} is not known, or changed.`,
        ...said,
        action: `Run \`${ssh}\` once and check the fingerprint with the host's administrator.`,
      };
    case 'authentication':
      if (place.transport === 'ssh')
        return {
          code: 'refused',
          title: `${on} did not accept the key.`,
          ...said,
          action: `Make \`${ssh} true\` work without questions: \`ssh-copy-id ${target}\`, or load the key with \`ssh-add\`.`,
        };
      return {
        code: 'refused',
        title: `${on} did not accept the log-in.`,
        ...said,
        action: 'Check the user and password of SASL, or ask for a client certificate.',
      };
    case 'permission':
      return {
        code: 'permission',
        title: `You may not use libvirt's socket on ${on}.`,
        ...said,
        action: 'Join the group libvirt on the host (`usermod -aG libvirt USER`, then log in anew).',
      };
    case 'timeout':
      return {
        code: 'timeout',
        title: `${on} did not answer in time.`,
        ...said,
        action: 'It is tried again by itself; look at the load and network of the host if it stays so.',
      };
    case 'too-old':
      return {
        code: 'too-old',
        title: `libvirt on ${on} is too old.`,
        ...said,
        action: 'Update libvirt there to 4.5 or newer.',
      };
    case 'protocol':
      return {
        code: 'protocol',
        title: `What answers on ${on} does not speak libvirt's protocol.`,
        ...said,
        action: 'Check the port and socket in the URI; another program may listen there.',
      };
    case 'child':
      return {
        code: 'child',
        title: 'The process that watches this host ended.',
        ...said,
        action: 'It is started again by itself; `mien doctor` and the log say more if it stays so.',
      };
    case 'libvirt': {
      const known = libvirtErrors[problem.number];
      return {
        code: known?.code ?? 'libvirt',
        title: known?.title ?? 'libvirt reports an error.',
        detail: detail || problem.message.slice(0, DETAIL),
        action: known?.action ?? 'Its log on the host says more: `journalctl -u libvirtd -u virtqemud`.',
      };
    }
  }
}

function explainUnreachable(problem: HostProblem, place: HostPlace, said: { detail: string }): Failure {
  const text = `${problem.message} ${problem.detail}`;
  if (place.transport === 'unix') {
    return {
      code: 'not-running',
      title: 'libvirt is not running on this machine.',
      ...said,
      action: place.socket
        ? `Start the daemon that owns ${place.socket}, or correct socket= in the URI.`
        : 'Install it (`apt install libvirt-daemon-system`) or start it: `systemctl start libvirtd`.',
    };
  }
  if (/ENOTFOUND|EAI_AGAIN|not resolve|Name or service|nodename/i.test(text)) {
    return {
      code: 'name',
      title: `The name ${place.host} was not found.`,
      ...said,
      action: 'Correct the name in the URI, or write the address; look at DNS or the VPN if it is right.',
    };
  }
  return {
    code: 'unreachable',
    title: `${place.host} cannot be reached.`,
    ...said,
    action: `Check that it runs and that ${listener(place)} is open between here and there.`,
  };
}

function listener(place: HostPlace): string {
  switch (place.transport) {
    case 'tls':
      return `port ${place.port || 16_514}, \`virtproxyd-tls.socket\` or \`libvirtd-tls.socket\``;
    case 'tcp':
      return `port ${place.port || 16_509}, \`libvirtd-tcp.socket\``;
    default:
      return `port ${place.port || 22}, sshd`;
  }
}

/** Whether trying again by itself is pointless until a person did something. */
export function needsPerson(problem: HostProblem): boolean {
  switch (problem.kind) {
    case 'wrong-uri':
    case 'certificate':
    case 'host-key':
    case 'authentication':
    case 'permission':
    case 'too-old':
      return true;
    case 'libvirt':
      return ['permission', 'refused', 'too-old'].includes(libvirtErrors[problem.number]?.code ?? '');
    default:
      return false;
  }
}
