import { SERVICES } from '../../../shared/policy/services.ts';

const address = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)(\/\d{1,3})?$/iu;
const dnsName = /^([a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z\d-]{1,63}$/iu;

/** A text as a YAML scalar that is read as this text, whatever it holds. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\uffff]/gu, (unit) => {
    const code = unit.charCodeAt(0);
    return code > 0x9f && code < 0x2000 ? unit : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The other end of traffic in the words of the language: an address, a DNS name, or a VM by its name. */
function writePeer(peer: string): string {
  if (address.test(peer)) return `{ address: ${quote(peer)} }`;
  return dnsName.test(peer) ? `{ name: ${quote(peer)} }` : `{ vm: ${quote(peer)} }`;
}

/** A service as flows name it (`tls 443`, `https`, `443/udp`) in the words of the language; '' where it says nothing. */
function writeService(service: string): string {
  const words = service
    .trim()
    .toLowerCase()
    .split(/[\s/]+/u);
  const port = words.map(Number).find((number) => Number.isInteger(number) && number > 0 && number < 65_536);
  const transport = words.find((word) => word === 'tcp' || word === 'udp');
  if (port !== undefined) return `ports: [${String(port)}${transport === undefined ? '' : `/${transport}`}]`;
  const name = words.find((word) => Object.hasOwn(SERVICES, word));
  return name === undefined ? '' : `service: ${name}`;
}

/** A rule that allows what was seen denied: to this peer, or from it, for this service alone. */
export function draftAllow(denied: { peer: string; service: string; direction?: 'in' | 'out' }): string {
  const service = writeService(denied.service);
  const [side, end] = denied.direction === 'in' ? ['inbound', 'from'] : ['outbound', 'to'];
  return `- allow: ${side}\n  ${end}: ${writePeer(denied.peer)}\n${service === '' ? '' : `  ${service}\n`}`;
}

/** A step of an attack that one rule would relieve. Ids are of VMs, `internet`, or what stands for anybody outside. */
export interface CutStep {
  from: string;
  fromName: string;
  to: string;
  toName: string;
  transport: string;
  port: number;
}

/** A policy of one rule that closes a step of attack paths where it ends: inbound at the VM it leads to. `isVm` tells which ids are VMs. */
export function draftCut(cut: CutStep, isVm: (id: string) => boolean): string {
  const port = cut.port === 0 ? '' : `    ports: [${String(cut.port)}${cut.transport === 'udp' ? '/udp' : '/tcp'}]\n`;
  const from = isVm(cut.from) ? `{ vm: ${nameVm(cut.from, cut.fromName)} }` : '{ zone: outside }';
  const inbound = isVm(cut.to);
  const own = inbound ? nameVm(cut.to, cut.toName) : nameVm(cut.from, cut.fromName);
  const rule = inbound
    ? `  - deny: inbound\n    from: ${from}\n${port}`
    : `  - deny: outbound\n    to: ${writePeer(cut.to)}\n${port}`;
  return `policy: ${nameCut(cut)}\ndescription: Closes a step that attack paths take\ntier: segmentation\npriority: 500\napplies: { vm: ${own} }\nrules:\n${rule}automation: suggest\n`;
}

/** A VM in a selector: by its name, or by its id where the name would choose others as well. */
function nameVm(id: string, name: string): string {
  return quote(name === '' || name.includes('*') ? id : name);
}

function nameCut({ fromName, toName, port }: CutStep): string {
  const word = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z\d]+/gu, '-')
      .replaceAll(/^-+|-+$/gu, '')
      .slice(0, 20)
      .replace(/-+$/u, '');
  return ['cut', word(fromName), 'to', word(toName), port === 0 ? '' : String(port)]
    .filter((part) => part !== '')
    .join('-');
}
