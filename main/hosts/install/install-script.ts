import { AGENT_PATH, AGENT_UNIT, INITTAB_LINES, OPENRC_SCRIPT, UNIT_PATH } from './agent-files.ts';

/**
 * The shell script that puts the agent in its place inside a guest and has the guest's own init run it, now and after each
 * boot. It says in its last line who runs it. Run again it replaces what was there.
 * @param source where the program lies in the guest
 * @param sha256 hex: of the program as it left
 * @param root folder that stands for `/`, for tests
 */
export function makeInstallScript(source: string, sha256: string, root = ''): string {
  if (!/^[A-Za-z0-9/._-]+$/.test(source) || !/^[0-9a-f]{64}$/.test(sha256) || !/^[A-Za-z0-9/._-]*$/.test(root))
    throw new Error('a path or digest that a shell could misread');
  const agent = `${root}${AGENT_PATH}`;
  // Where another folder stands for the root, this machine's own init is left alone.
  const own = root === '' ? '' : ': ';
  return `set -eu
umask 022
mkdir -p '${root}/usr/local/bin'
cp '${source}' '${agent}.new'
# What was copied is looked at, not what others in the guest may still write to.
echo '${sha256}  ${agent}.new' | sha256sum -c - >/dev/null || { rm -f '${agent}.new'; echo 'the program came damaged' >&2; exit 3; }
chmod 755 '${agent}.new'
mv -f '${agent}.new' '${agent}'
rm -f '${source}'
command -v restorecon >/dev/null 2>&1 && restorecon '${agent}' || true
if [ -d '${root}/run/systemd/system' ]; then
  cat >'${root}${UNIT_PATH}' <<'UNIT'
${AGENT_UNIT}UNIT
  systemctl daemon-reload
  systemctl enable mien-agent.service >/dev/null 2>&1
  systemctl restart mien-agent.service
  echo 'systemd runs it: mien-agent.service'
elif command -v rc-update >/dev/null 2>&1 && [ -d '${root}/etc/init.d' ]; then
  cat >'${root}/etc/init.d/mien-agent' <<'SCRIPT'
${OPENRC_SCRIPT}SCRIPT
  chmod 755 '${root}/etc/init.d/mien-agent'
  rc-update add mien-agent default >/dev/null
  rc-service mien-agent restart >/dev/null
  echo 'OpenRC runs it: mien-agent'
elif [ -f '${root}/etc/inittab' ]; then
  line='${INITTAB_LINES.sysv}'
  case $(readlink -f '${root}/sbin/init' 2>/dev/null) in *busybox*) line='${INITTAB_LINES.busybox}' ;; esac
  grep -qF "$line" '${root}/etc/inittab' || echo "$line" >>'${root}/etc/inittab'
  ${own}kill -HUP 1 2>/dev/null || true
  ${own}killall mien-agent 2>/dev/null || true
  echo 'init runs it: a line in /etc/inittab'
else
  ${own}killall mien-agent 2>/dev/null || true
  '${agent}' >/dev/null 2>&1 </dev/null &
  echo 'it runs until the guest is started again: no init was found that could run it, so have yours do so'
fi
`;
}
