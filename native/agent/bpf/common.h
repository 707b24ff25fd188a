// common.h - what all programs share: the ring, the state, who acts.
#pragma once
#include "records.h"

struct {
  field(type, BPF_MAP_TYPE_RINGBUF);
  field(max_entries, 1 << 20);
} ring SEC(".maps");

struct {
  field(type, BPF_MAP_TYPE_ARRAY);
  field(map_flags, BPF_F_MMAPABLE);
  field(max_entries, 1);
  u32 (*key);
  struct state (*value);
} state SEC(".maps");

INLINE struct state *get_state(void) {
  u32 zero = 0;
  return bpf_map_lookup_elem(&state, &zero);
}

// The state, where a stream is on and it is not the agent itself that acts.
INLINE struct state *follows(u32 tgid, enum stream stream) {
  struct state *state = get_state();
  return state && state->self != tgid && state->streams & (1 << stream) ? state : 0;
}

// Takes one event out of what a stream may tell until the agent looks again.
INLINE int allowed(struct state *state, enum stream stream) {
  if (state->allowance[stream] > 0) {
    state->allowance[stream]--;
    return 1;
  }
  __sync_fetch_and_add(&state->lost[stream], 1);
  return 0;
}

// To wake the agent costs more than to tell it something: it looks by itself four times a second, and is woken when it should
// look sooner.
INLINE u64 wake(void) {
  return bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) > (1 << 18) ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
}

// Wakes the agent without telling it anything.
INLINE void wake_now(void) {
  void *nothing = bpf_ringbuf_reserve(&ring, 8, 0);
  if (nothing) bpf_ringbuf_discard(nothing, BPF_RB_FORCE_WAKEUP);
}

INLINE void tell_who(struct head *head, enum kind kind, struct task_struct *task) {
  head->kind = kind;
  head->pid = task->tgid;
  head->tid = task->pid;
  head->uid = task->cred->uid.val;
  head->time = bpf_ktime_get_boot_ns();
  head->start = task->group_leader->start_boottime;
  head->cgroup = task->cgroups->dfl_cgrp->kn->id;
  bpf_probe_read_kernel(head->comm, sizeof head->comm, task->comm);
}

INLINE void *reserve(struct state *state, enum stream stream, u64 size) {
  void *record = bpf_ringbuf_reserve(&ring, size, 0);
  if (!record) __sync_fetch_and_add(&state->lost[stream], 1);
  return record;
}
