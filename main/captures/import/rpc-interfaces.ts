/** Interface UUIDs by their well-known names, as [MS-…] protocol documents give them. */
const INTERFACES = new Map([
  ['svcctl', '367abb81-9844-35f1-ad32-98f038001003'],
  ['atsvc', '1ff70682-0a51-30e8-076d-740be8cee98b'],
  ['itaskschedulerservice', '86d35949-83c9-4044-b424-db363231fd0c'],
  ['samr', '12345778-1234-abcd-ef00-0123456789ac'],
  ['lsarpc', '12345778-1234-abcd-ef00-0123456789ab'],
  ['drsuapi', 'e3514235-4b06-11d1-ab04-00c04fc2dcd2'],
  ['epmapper', 'e1af8308-5d1f-11c9-91a4-08002b14a0fa'],
  ['epmp', 'e1af8308-5d1f-11c9-91a4-08002b14a0fa'],
  ['winreg', '338cd001-2244-31f1-aaaa-900038001003'],
  ['srvsvc', '4b324fc8-1670-01d3-1278-5a47bf6ee188'],
  ['wkssvc', '6bffd098-a112-3610-9833-46c3f87e345a'],
  ['netlogon', '12345678-1234-abcd-ef00-01234567cffb'],
  ['spoolss', '12345678-1234-abcd-ef00-0123456789ab'],
  ['efsrpc', 'c681d488-d850-11d0-8c52-00c04fd90f7e'],
  ['iwbemservices', '9556dc99-828c-11cf-a37e-00aa003240c7'],
  ['isystemactivator', '000001a0-0000-0000-c000-000000000046'],
]);

/** UUID of a remote interface by its well-known name in lower case, '' when not known. */
export function interfaceIdOf(name: string): string {
  return INTERFACES.get(name) ?? '';
}

/** Well-known name of a remote interface by its UUID in lower case, '' when not known. */
export function interfaceNameOf(id: string): string {
  for (const [name, known] of INTERFACES) if (known === id) return name;
  return '';
}
