// calls.h - counts and runs of system calls, by thread. This is the path that every system call of the guest takes, so it
// calls no helper but one and allocates nothing: a thread has a slot in a table, found by its number.
#pragma once
#include "common.h"

#define PROBES 8
#define BUSY 8192 // calls of a thread after which the agent should judge whether counting them costs too much; a power of two
#define TS_COMPAT 2

struct {
  field(type, BPF_MAP_TYPE_ARRAY);
  field(map_flags, BPF_F_MMAPABLE);
  field(max_entries, 1024); // a power of two; the loader sets it
  u32 (*key);
  struct thread (*value);
} threads SEC(".maps");

INLINE struct thread *slot_at(u32 index) { return bpf_map_lookup_elem(&threads, &index); }

INLINE struct thread *find_thread(u32 tid, u32 mask) {
#pragma clang loop unroll(full)
  for (u32 i = 0; i < PROBES; i++) {
    struct thread *thread = slot_at((tid + i) & mask);
    if (thread && thread->head.tid == tid) return thread;
  }
  return 0;
}

// The agent looks at slots in use only.
INLINE void mark(struct state *state, u32 index, int used) {
  u32 *word = &state->used[(index & (SLOTS - 1)) / 32], bit = 1u << (index & 31);
  if (used)
    __sync_fetch_and_or(word, bit);
  else
    __sync_fetch_and_and(word, ~bit);
}

// A slot for a thread that has none: the first free one near its place.
static __attribute__((noinline)) struct thread *claim_thread(struct task_struct *task, struct state *state) {
  u32 tid = task->pid, mask = state->mask;
  for (u32 i = 0; i < PROBES; i++) {
    struct thread *thread = slot_at((tid + i) & mask);
    if (!thread || thread->head.tid || __sync_val_compare_and_swap(&thread->head.tid, 0, tid)) continue;
    thread->index = (tid + i) & mask;
    thread->total = 0;
    thread->fill = 0;
    thread->serial = 0;
    thread->gap = 0;
    thread->grant = state->streams & (1 << SEQUENCES) ? state->first_grant : 0;
    tell_who(&thread->head, RUN, task);
    thread->complete = 1;
    volatile u64 *words = (u64 *)thread->counts; // volatile: a loop, not a call of memset
    for (u32 word = 0; word < NUMBERS / 2; word++) words[word] = 0;
    thread->generation++;
    mark(state, (tid + i) & mask, 1);
    state->born++;
    return thread;
  }
  __sync_fetch_and_add(&state->lost[COUNTS], 1);
  return 0;
}

// The verifier has to see that a length is bounded; the compiler, who knows, would leave that out.
INLINE u32 fill_of(struct thread *thread) {
  u32 fill = thread->fill;
  asm volatile("" : "+r"(fill));
  return fill < RUN_CALLS ? fill : RUN_CALLS;
}

INLINE void tell_run(struct thread *thread, struct state *state) {
  u32 fill = fill_of(thread);
  if (bpf_ringbuf_output(&ring, thread, offset_of(struct thread, run) + fill * sizeof(u16), wake())) {
    __sync_fetch_and_add(&state->lost[SEQUENCES], fill);
    thread->gap = 1;
  }
  thread->fill = 0;
}

INLINE void record_call(struct thread *thread, u32 number, struct task_struct *task) {
  u32 fill = thread->fill;
  if (!fill) {
    thread->serial++;
    thread->continues = !thread->gap && thread->serial > 1;
    if (thread->gap) thread->complete = 0;
    thread->gap = 0;
    tell_who(&thread->head, RUN, task);
  }
  thread->run[fill & (RUN_CALLS - 1)] = number;
  thread->fill = ++fill;
  thread->grant--;
  struct state *state = get_state();
  if (state && (fill >= RUN_CALLS || fill >= state->run_length || !thread->grant)) tell_run(thread, state);
}

SEC("tp_btf/sys_enter")
int count_call(u64 *ctx) {
  struct task_struct *task = bpf_get_current_task_btf();
  u32 tid = task->pid, number = ctx[1];
  struct state *state = get_state();
  if (!state) return 0;
  struct thread *thread = find_thread(tid, state->mask);
  if (!thread) {
    if ((u32)task->tgid == state->self) return 0;
    thread = claim_thread(task, state);
    if (!thread) return 0;
    thread->abi = task->thread_info.status & TS_COMPAT ? 1 : 0;
  }
  if (number >= NUMBERS) number = NUMBERS - 1;
  thread->counts[number]++;
  u32 total = ++thread->total;
  // Threads and new programs are named after their start.
  if (!(total & 15)) bpf_probe_read_kernel(thread->head.comm, sizeof thread->head.comm, task->comm);
  if (!(total & (BUSY - 1))) wake_now();
  if (thread->grant)
    record_call(thread, number, task);
  else
    thread->gap = 1;
  return 0;
}

// A thread ends: what the agent has not seen of it is told, and its slot is free.
INLINE void end_thread(struct task_struct *task, struct state *state) {
  struct thread *thread = find_thread(task->pid, state->mask);
  if (!thread) return;
  u32 fill = fill_of(thread), size = sizeof(struct thread);
  // Where each of its calls is in some run, the counts follow from these.
  if (thread->complete && !thread->gap) size = offset_of(struct thread, run) + fill * sizeof(u16);
  thread->head.kind = LAST;
  bpf_probe_read_kernel(thread->head.comm, sizeof thread->head.comm, task->comm);
  if (bpf_ringbuf_output(&ring, thread, size, wake())) {
    __sync_fetch_and_add(&state->lost[COUNTS], 1);
    __sync_fetch_and_add(&state->lost[SEQUENCES], fill);
  }
  mark(state, thread->index, 0);
  thread->head.tid = 0; // from here on it may be another thread's
}

// A thread becomes another program: the run so far is the old one's.
INLINE void change_program(struct task_struct *task, struct state *state) {
  struct thread *thread = find_thread(task->pid, state->mask);
  if (!thread) return;
  if (thread->fill) tell_run(thread, state);
  tell_who(&thread->head, RUN, task);
  thread->abi = task->thread_info.status & TS_COMPAT ? 1 : 0;
}
