/** As much of Trusted Types as this needs; the DOM's own types do not know it yet. */
interface TrustedTypesHost {
  trustedTypes?: { createPolicy(name: 'default', rules: { createScriptURL(address: string): string }): unknown };
}

/** True for the address of a script that was built with the page. */
export function isOwnScript(address: string, page: string): boolean {
  const url = URL.parse(address, page);
  // A scheme of our own has the origin 'null' in some engines, so its parts are compared.
  const own = new URL(page);
  return url?.protocol === own.protocol && url.host === own.host && url.pathname.startsWith('/assets/');
}

// The page's policy takes no plain text where code could come of it. Workers alone need an address: one of our own.
(globalThis as TrustedTypesHost).trustedTypes?.createPolicy('default', {
  createScriptURL: (address) => {
    if (!isOwnScript(address, globalThis.location.href)) throw new TypeError('not a script of the console');
    return address;
  },
});
