/** Longest sentence about a capture that ended. */
const longest = 300;

/**
 * Why a capture command ended, in one sentence that says what to do where that is known.
 * @param program the command's first word @param complaint last line it wrote to its standard error
 */
export function describeTapFailure(program: string, complaint: string, ending: string): string {
  const said = complaint.trim().slice(0, longest).replace(/\.+$/, '');
  if (ending === 'ENOENT')
    return `${program} is not installed here: install it (apt-get install ${packageOf(program)}).`;
  if (ending === 'EACCES') return `${program} may not be run by this user.`;
  if (/permission|not permitted/i.test(said) && !/publickey/i.test(said)) {
    return `Capturing is not allowed (${said}): run as root, set a capture prefix such as sudo -n, or setcap cap_net_raw+ep on tcpdump.`;
  }
  if (/a password is required/i.test(said)) return 'sudo asks for a password: allow tcpdump in sudoers with NOPASSWD.';
  if (/publickey|host key verification/i.test(said)) return `ssh was refused: ${said}.`;
  if (/no such device/i.test(said)) return `The interface is gone: ${said}.`;
  return said === '' ? `${program} ended (${ending}).` : `${program} ended: ${said}.`;
}

function packageOf(program: string): string {
  return program === 'ssh' ? 'openssh-client' : program;
}
