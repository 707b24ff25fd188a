// kernel.h - the few parts of the kernel that the programs read, named as the kernel names them. The loader finds where each
// field lies in the running kernel (CO-RE), so neither order nor completeness matters here.
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct qstr {
  const unsigned char *name;
};
struct super_block {
  unsigned long s_magic;
  u32 s_dev;
};
struct inode {
  u16 i_mode;
  unsigned int i_nlink;
  unsigned long i_ino;
  struct super_block *i_sb;
};
struct dentry {
  struct dentry *d_parent;
  struct qstr d_name;
  struct inode *d_inode;
};
struct vfsmount {
  struct dentry *mnt_root;
};
struct mount {
  struct mount *mnt_parent;
  struct dentry *mnt_mountpoint;
  struct vfsmount mnt;
};
struct path {
  struct vfsmount *mnt;
  struct dentry *dentry;
};
struct file {
  struct path f_path;
  struct inode *f_inode;
  unsigned int f_flags;
  unsigned int f_mode;
  void *private_data;
};
struct fdtable {
  unsigned int max_fds;
  struct file **fd;
};
struct files_struct {
  struct fdtable *fdt;
};

typedef struct {
  u32 val;
} kuid_t;
typedef struct {
  u32 val;
} kgid_t;
typedef struct {
  u32 cap[2]; // one long word since Linux 6.3: the same bytes
} kernel_cap_t;
struct cred {
  kuid_t uid;
  kgid_t gid;
  kuid_t euid;
  kgid_t egid;
  kernel_cap_t cap_effective;
};

typedef struct {
  int counter;
} atomic_t;
struct signal_struct {
  atomic_t live;
  unsigned long maxrss;
};
struct mm_struct {
  unsigned long arg_start;
  unsigned long arg_end;
};
struct thread_info {
  u32 status;
};
struct kernfs_node {
  u64 id;
};
struct cgroup {
  struct kernfs_node *kn;
};
struct css_set {
  struct cgroup *dfl_cgrp;
};
struct task_struct {
  struct thread_info thread_info;
  int pid;
  int tgid;
  int exit_code;
  u64 start_boottime;
  char comm[16];
  struct task_struct *group_leader;
  struct task_struct *real_parent;
  struct mm_struct *mm;
  struct signal_struct *signal;
  struct files_struct *files;
  const struct cred *cred;
  struct css_set *cgroups;
};
struct linux_binprm {
  struct file *file;
  const char *filename;
};
struct module {
  char name[56];
};
struct pt_regs {
  unsigned long di;
  unsigned long si;
  unsigned long bx;
  unsigned long cx;
};

struct in6_addr {
  u8 in6_u[16];
};
struct sock_common {
  u32 skc_daddr;
  u16 skc_dport;
  u16 skc_num;
  u16 skc_family;
  struct in6_addr skc_v6_daddr;
};
struct sock {
  struct sock_common __sk_common;
};
struct socket {
  struct sock *sk;
};
struct msghdr {
  void *msg_name;
  int msg_namelen;
};

#pragma clang attribute pop

#define S_IFMT 0170000
#define S_IFREG 0100000
#define S_IFSOCK 0140000
#define AF_INET 2
#define AF_INET6 10
#define EINPROGRESS 115
