// privileges.h - what makes a process more than it was: identities, capabilities, other processes, the kernel itself.
#pragma once
#include "common.h"

INLINE struct privilege_record *begin_privilege(enum privilege what) {
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, PRIVILEGES);
  if (!state || !allowed(state, PRIVILEGES)) return 0;
  struct privilege_record *record = reserve(state, PRIVILEGES, sizeof *record);
  if (!record) return 0;
  tell_who(&record->head, PRIVILEGE, task);
  record->what = what;
  record->target = 0;
  record->from = record->to = 0;
  record->text[0][0] = record->text[1][0] = record->text[2][0] = 0;
  return record;
}

INLINE void tell_change(enum privilege what, u64 from, u64 to, u32 target) {
  struct privilege_record *record = begin_privilege(what);
  if (!record) return;
  record->from = from;
  record->to = to;
  record->target = target;
  bpf_ringbuf_submit(record, wake());
}

INLINE u64 capabilities_of(const struct cred *cred) {
  u64 set = 0;
  bpf_probe_read_kernel(&set, sizeof set, &cred->cap_effective);
  return set;
}

// Every way to other credentials leads through here, that of an exploit in the kernel too. An exec comes by without a change.
SEC("fentry/commit_creds")
int change_credentials(u64 *ctx) {
  const struct cred *new = (void *)ctx[0], *old = bpf_get_current_task_btf()->cred;
  u32 from = old->euid.val, to = new->euid.val, group = old->egid.val, new_group = new->egid.val;
  if (from != to) tell_change(SETUID, from, to, 0);
  if (group != new_group) tell_change(SETGID, group, new_group, 0);
  if (from != to) return 0;
  u64 had = capabilities_of(old), has = capabilities_of(new);
  if (had != has) tell_change(CAPSET, had, has, 0);
  return 0;
}

#define PTRACE_MODE_ATTACH 2
SEC("fentry/security_ptrace_access_check")
int trace_process(u64 *ctx) {
  struct task_struct *child = (void *)ctx[0];
  u32 mode = ctx[1];
  if (mode & PTRACE_MODE_ATTACH && child->tgid != bpf_get_current_task_btf()->tgid) tell_change(PTRACE, mode, 0, child->tgid);
  return 0;
}

SEC("tp_btf/module_load")
int load_module(u64 *ctx) {
  struct module *module = (void *)ctx[0];
  struct privilege_record *record = begin_privilege(MODULE);
  if (!record) return 0;
  bpf_probe_read_kernel_str(record->text[0], TEXT, module->name);
  bpf_ringbuf_submit(record, wake());
  return 0;
}

#define BPF_PROG_LOAD 5
SEC("fentry/security_bpf")
int load_program(u64 *ctx) {
  if ((u32)ctx[0] == BPF_PROG_LOAD) tell_change(BPF, ctx[0], 0, 0);
  return 0;
}

#define NEW_NAMESPACES 0x7e020080ull
SEC("fentry/unshare_nsproxy_namespaces")
int leave_namespaces(u64 *ctx) {
  if (ctx[0] & NEW_NAMESPACES) tell_change(UNSHARE, ctx[0] & NEW_NAMESPACES, 0, 0);
  return 0;
}

SEC("fentry/copy_namespaces")
int clone_namespaces(u64 *ctx) {
  if (ctx[0] & NEW_NAMESPACES) tell_change(UNSHARE, ctx[0] & NEW_NAMESPACES, 0, 0);
  return 0;
}

SEC("fentry/security_sb_mount")
int mount_tree(u64 *ctx) {
  struct path *path = (void *)ctx[1];
  struct privilege_record *record = begin_privilege(MOUNT);
  if (!record) return 0;
  bpf_probe_read_kernel_str(record->text[0], TEXT, (void *)ctx[0]);
  bpf_probe_read_kernel_str(record->text[1], TEXT, path->dentry->d_name.name);
  bpf_probe_read_kernel_str(record->text[2], TEXT, (void *)ctx[2]);
  bpf_ringbuf_submit(record, wake());
  return 0;
}

// Whether a descriptor of the process is a socket of the internet's families: services hold those of unix everywhere.
INLINE int is_internet_socket(struct task_struct *task, u32 descriptor) {
  struct fdtable *table = task->files->fdt;
  if (descriptor >= table->max_fds) return 0;
  struct file *file = 0;
  struct socket *socket = 0;
  bpf_probe_read_kernel(&file, sizeof file, table->fd + descriptor);
  if (!file) return 0;
  u16 family = 0, mode = 0;
  struct inode *inode = 0;
  struct sock *sock = 0;
  bpf_probe_read_kernel(&inode, sizeof inode, &file->f_inode);
  bpf_probe_read_kernel(&mode, sizeof mode, &inode->i_mode);
  if ((mode & S_IFMT) != S_IFSOCK) return 0;
  bpf_probe_read_kernel(&socket, sizeof socket, &file->private_data);
  bpf_probe_read_kernel(&sock, sizeof sock, &socket->sk);
  bpf_probe_read_kernel(&family, sizeof family, &sock->__sk_common.skc_family);
  return family == AF_INET || family == AF_INET6;
}

INLINE void look_at_copy(struct task_struct *task, u32 from, u32 to) {
  struct state *state = follows(task->tgid, PRIVILEGES);
  if (!state || to > 2 || from == to || !is_internet_socket(task, from) || !allowed(state, PRIVILEGES)) return;
  struct dup_record *record = reserve(state, PRIVILEGES, sizeof *record);
  if (!record) return;
  tell_who(&record->head, DUP, task);
  record->descriptor = to;
  bpf_ringbuf_submit(record, wake());
}

SEC("fentry/__x64_sys_dup2")
int copy_descriptor_2(u64 *ctx) {
  struct pt_regs *regs = (void *)ctx[0];
  look_at_copy(bpf_get_current_task_btf(), regs->di, regs->si);
  return 0;
}

SEC("fentry/__x64_sys_dup3")
int copy_descriptor_3(u64 *ctx) {
  struct pt_regs *regs = (void *)ctx[0];
  look_at_copy(bpf_get_current_task_btf(), regs->di, regs->si);
  return 0;
}

// A 32-bit program's arguments come in bx and cx.
SEC("fentry/__ia32_sys_dup2")
int copy_descriptor_32(u64 *ctx) {
  struct pt_regs *regs = (void *)ctx[0];
  look_at_copy(bpf_get_current_task_btf(), (u32)regs->bx, (u32)regs->cx);
  return 0;
}

// A program that has no name in any directory: a memfd, or deleted before it ran.
INLINE void look_at_program(struct linux_binprm *binprm) {
  struct file *file = binprm->file;
  if (file->f_inode->i_nlink) return;
  struct privilege_record *record = begin_privilege(MEMFD_EXEC);
  if (!record) return;
  bpf_probe_read_kernel_str(record->text[0], TEXT, file->f_path.dentry->d_name.name);
  bpf_ringbuf_submit(record, wake());
}
