import { AGENT_PATH, AGENT_UNIT, INITTAB_LINES, UNIT_PATH } from './agent-files.ts';

/** What a person does by hand to install the agent: commands, in order, with what each is for. */
export function tellSteps(program: string): string {
  return `# On this machine: copy the program into the guest (any way will do).
scp '${program}' root@GUEST:${AGENT_PATH}

# In the guest, as root, with systemd:
chmod 755 ${AGENT_PATH}
cat >${UNIT_PATH} <<'UNIT'
${AGENT_UNIT}UNIT
systemctl daemon-reload
systemctl enable --now mien-agent.service

# In the guest, with another init: one line in /etc/inittab, then \`kill -HUP 1\`.
#   BusyBox:   ${INITTAB_LINES.busybox}
#   System V:  ${INITTAB_LINES.sysv}

# \`${AGENT_PATH} check\` says in the guest what it can give there.`;
}
