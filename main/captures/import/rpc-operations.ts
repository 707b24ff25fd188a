/** Operations that tell what a caller is after, by interface, as the [MS-…] protocol documents number them. */
const OPERATIONS: Record<string, Readonly<Record<string, number>>> = {
  svcctl: {
    DeleteService: 2,
    ChangeServiceConfigW: 11,
    CreateServiceW: 12,
    OpenSCManagerW: 15,
    OpenServiceW: 16,
    StartServiceW: 19,
    ChangeServiceConfigA: 23,
    CreateServiceA: 24,
    OpenSCManagerA: 27,
    OpenServiceA: 28,
    StartServiceA: 31,
    CreateServiceWOW64A: 44,
    CreateServiceWOW64W: 45,
    CreateWowService: 60,
  },
  atsvc: { NetrJobAdd: 0, NetrJobDel: 1, NetrJobEnum: 2 },
  itaskschedulerservice: { SchRpcRegisterTask: 1, SchRpcRun: 12, SchRpcDelete: 13 },
  iwbemservices: { ExecMethod: 24, ExecMethodAsync: 25 },
  drsuapi: { DRSBind: 0, DRSGetNCChanges: 3, DRSCrackNames: 12 },
  samr: { SamrEnumerateUsersInDomain: 13, SamrOpenUser: 34, SamrConnect5: 64 },
  winreg: { BaseRegCreateKey: 6, BaseRegSetValue: 22 },
  srvsvc: { NetrShareEnum: 15, NetrSessionEnum: 12 },
};

/** Number of an operation by its name, -1 where not known. */
export function rpcOpnumOf(interfaceName: string, operation: string): number {
  const known = Object.hasOwn(OPERATIONS, interfaceName) ? OPERATIONS[interfaceName] : undefined;
  return known !== undefined && Object.hasOwn(known, operation) ? (known[operation] ?? -1) : -1;
}

/** Name of an operation by its number, '' where not known. */
export function rpcOperationOf(interfaceName: string, opnum: number): string {
  const known = Object.hasOwn(OPERATIONS, interfaceName) ? OPERATIONS[interfaceName] : undefined;
  return Object.entries(known ?? {}).find(([, number]) => number === opnum)?.[0] ?? '';
}
