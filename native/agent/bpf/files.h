// files.h - what is opened, written, renamed and deleted, each told once and then summed up.
#pragma once
#include "common.h"

#define O_ACCMODE 3
#define O_CREAT 0100
#define O_TRUNC 01000
#define FMODE_EXEC 0x20
#define FOR_ALL 04
#define PROC_SUPER_MAGIC 0x9fa0
#define SYSFS_MAGIC 0x62656572
#define TELL_AGAIN 5000000000ull

// Acts that are alike: to the same file or in the same directory, done in the same way by the same.
struct act {
  u64 inode;
  u32 device;
  u32 how;
  u64 who;
};
struct told {
  u64 time;
  u32 alike; // since then
  u32 unused;
};
struct {
  field(type, BPF_MAP_TYPE_LRU_HASH);
  field(max_entries, 4096);
  struct act (*key);
  struct told (*value);
} acts SEC(".maps");

// How many acts to tell of now: 0 where this one is like one that was told lately.
INLINE u32 sum_up(struct act *act) {
  u64 now = bpf_ktime_get_boot_ns();
  struct told *told = bpf_map_lookup_elem(&acts, act);
  if (!told) {
    struct told first = {.time = now};
    bpf_map_update_elem(&acts, act, &first, 0);
    return 1;
  }
  if (now - told->time < TELL_AGAIN) {
    told->alike++;
    return 0;
  }
  u32 alike = told->alike + 1;
  told->time = now;
  told->alike = 0;
  return alike;
}

INLINE int tell_open(struct open_record *record, u32 room, struct task_struct *task, struct file *file, struct act *act, u32 alike) {
  s64 length = bpf_d_path(&file->f_path, record->path, room);
  if (length < 0) return 0;
  tell_who(&record->head, OPEN, task);
  record->flags = act->how;
  record->alike = alike;
  record->device = act->device;
  record->inode = act->inode;
  record->length = length - 1;
  bpf_ringbuf_submit(record, wake());
  return 1;
}

// What everybody may read is read by many processes of the same name again and again: told by name and
// user. What is written, made or
// not for everybody to read is told by process.
SEC("fentry/security_file_open")
int open_file(u64 *ctx) {
  struct file *file = (void *)ctx[0];
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, FILES);
  if (!state) return 0;
  u32 flags = file->f_flags;
  if (flags & FMODE_EXEC) return 0; // told as exec
  struct inode *inode = file->f_inode;
  struct act act = {.inode = inode->i_ino, .device = inode->i_sb->s_dev, .how = flags & (O_ACCMODE | O_CREAT | O_TRUNC)};
  u16 mode = inode->i_mode;
  if (flags & (O_ACCMODE | O_CREAT | O_TRUNC) || !(mode & FOR_ALL)) {
    act.who = task->tgid;
  } else {
    u64 magic = inode->i_sb->s_magic;
    bpf_probe_read_kernel(&act.who, 8, task->comm);
    act.who ^= (u64)task->cred->uid.val << 32;
    if (magic == PROC_SUPER_MAGIC || magic == SYSFS_MAGIC) act.inode = 0;
  }
  u32 alike = sum_up(&act);
  if (!alike || !allowed(state, FILES)) return 0;
  struct open_record *record = reserve(state, FILES, sizeof *record + SHORT_PATH);
  if (!record) return 0;
  if (tell_open(record, SHORT_PATH, task, file, &act, alike)) return 0;
  bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
  record = reserve(state, FILES, sizeof *record + LONG_PATH);
  if (!record) return 0;
  if (tell_open(record, LONG_PATH, task, file, &act, alike)) return 0;
  bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
  __sync_fetch_and_add(&state->lost[FILES], 1);
  return 0;
}

// The names on the way from a file up to the root, through the mounts.
INLINE u32 tell_parts(struct touch_record *record, struct dentry *dentry, struct vfsmount *mount) {
  u32 parts = 0;
  for (u32 step = 0; step < PARTS + 4; step++) {
    struct dentry *root = 0, *parent = 0;
    bpf_probe_read_kernel(&root, sizeof root, &mount->mnt_root);
    bpf_probe_read_kernel(&parent, sizeof parent, &dentry->d_parent);
    if (dentry == root || dentry == parent) {
      struct mount *real = (void *)mount - byte_offset_of(struct mount, mnt), *above = 0;
      bpf_probe_read_kernel(&above, sizeof above, &real->mnt_parent);
      if (above == real || !above) return parts;
      bpf_probe_read_kernel(&dentry, sizeof dentry, &real->mnt_mountpoint);
      mount = &above->mnt;
      continue;
    }
    if (parts >= PARTS) return PARTS + 1;
    const u8 *name = 0;
    bpf_probe_read_kernel(&name, sizeof name, &dentry->d_name.name);
    bpf_probe_read_kernel_str(record->part[parts], PART, name);
    parts++;
    dentry = parent;
  }
  return PARTS + 1;
}

INLINE void tell_touch(struct state *state, enum touch what, struct act *act, struct dentry *dentry, struct vfsmount *mount) {
  if (!allowed(state, FILES)) return;
  struct touch_record *record = reserve(state, FILES, sizeof *record);
  if (!record) return;
  tell_who(&record->head, TOUCH, bpf_get_current_task_btf());
  record->what = what;
  record->device = act->device;
  record->inode = act->inode;
  record->unused = 0;
  record->parts = tell_parts(record, dentry, mount);
  bpf_ringbuf_submit(record, wake());
}

// Sums, by process and file (of renames and deletions: and directory). The first of each tells the names; the agent reads and
// clears the sums.
struct {
  field(type, BPF_MAP_TYPE_HASH);
  field(max_entries, 2048);
  struct act (*key);
  u64 (*value);
} written SEC(".maps");

INLINE void add_up(struct inode *inode, enum touch what, u64 amount, struct dentry *dentry, struct vfsmount *mount) {
  u32 process = bpf_get_current_task_btf()->tgid;
  struct state *state = follows(process, FILES);
  if (!state) return;
  struct act act = {.inode = inode->i_ino, .device = inode->i_sb->s_dev, .how = what << 16, .who = process};
  u64 *sum = bpf_map_lookup_elem(&written, &act);
  if (sum) {
    __sync_fetch_and_add(sum, amount);
  } else if (bpf_map_update_elem(&written, &act, &amount, BPF_NOEXIST)) {
    __sync_fetch_and_add(&state->lost[FILES], 1);
  } else {
    tell_touch(state, what, &act, dentry, mount);
  }
}

SEC("fentry/security_path_unlink")
int delete_file(u64 *ctx) {
  struct path *directory = (void *)ctx[0];
  add_up(directory->dentry->d_inode, DELETED, 1, (void *)ctx[1], directory->mnt);
  return 0;
}

SEC("fentry/security_path_rename")
int rename_file(u64 *ctx) {
  struct path *directory = (void *)ctx[0];
  add_up(directory->dentry->d_inode, RENAMED, 1, (void *)ctx[1], directory->mnt);
  return 0;
}

SEC("fentry/vfs_write")
int write_file(u64 *ctx) {
  struct file *file = (void *)ctx[0];
  struct inode *inode = file->f_inode;
  if ((inode->i_mode & S_IFMT) != S_IFREG) return 0;
  add_up(inode, WRITTEN, ctx[2], file->f_path.dentry, file->f_path.mnt);
  return 0;
}
