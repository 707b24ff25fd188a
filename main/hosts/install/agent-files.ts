/** Where the agent lies in a guest. */
export const AGENT_PATH = '/usr/local/bin/mien-agent';
/** Where systemd looks for its unit. */
export const UNIT_PATH = '/etc/systemd/system/mien-agent.service';

/**
 * The unit of systemd. The agent waits for its port by itself; it is bounded, so that it never costs a guest more than it
 * says, and keeps the rights that reading the kernel takes.
 */
export const AGENT_UNIT = `[Unit]
Description=Mien behaviour agent
StartLimitIntervalSec=0

[Service]
ExecStart=${AGENT_PATH}
Restart=always
RestartSec=2
Nice=5
MemoryMax=64M
TasksMax=32
NoNewPrivileges=yes
ProtectSystem=strict
RestrictAddressFamilies=AF_UNIX AF_NETLINK
LockPersonality=yes

[Install]
WantedBy=multi-user.target
`;

/** Line of BusyBox's \`/etc/inittab\`, and that of System V's. */
export const INITTAB_LINES = {
  busybox: `::respawn:${AGENT_PATH}`,
  sysv: `mien:2345:respawn:${AGENT_PATH}`,
} as const;

/** Script of OpenRC. */
export const OPENRC_SCRIPT = `#!/sbin/openrc-run
supervisor=supervise-daemon
command=${AGENT_PATH}
`;
