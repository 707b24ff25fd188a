// processes.h - where processes begin, become another program, and end.
#pragma once
#include "calls.h"
#include "privileges.h"

SEC("tp_btf/sched_process_fork")
int begin_process(u64 *ctx) {
  struct task_struct *parent = (void *)ctx[0], *child = (void *)ctx[1];
  if (child->pid != child->tgid) return 0; // one more thread
  struct state *state = follows(parent->tgid, PROCESSES);
  if (!state || !allowed(state, PROCESSES)) return 0;
  struct fork_record *record = reserve(state, PROCESSES, sizeof *record);
  if (!record) return 0;
  tell_who(&record->head, FORK, child);
  record->parent = parent->tgid;
  bpf_ringbuf_submit(record, wake());
  return 0;
}

// The arguments lie one after another at the top of the new program's stack, which has just been written.
INLINE void tell_exec(struct exec_record *record, u32 room, struct task_struct *task, struct linux_binprm *binprm) {
  tell_who(&record->head, EXEC, task);
  record->parent = task->real_parent->tgid;
  s64 length = bpf_probe_read_kernel_str(record->program, PROGRAM, binprm->filename);
  record->program_length = length > 0 ? length - 1 : 0;
  u64 start = task->mm->arg_start, size = task->mm->arg_end - start;
  record->cut = size > room || length == PROGRAM;
  if (size > room) size = room;
  if (bpf_probe_read_user(record->argv, size, (void *)start)) size = 0;
  record->argv_length = size;
  bpf_ringbuf_submit(record, wake());
}

SEC("tp_btf/sched_process_exec")
int change_process(u64 *ctx) {
  struct task_struct *task = (void *)ctx[0];
  struct linux_binprm *binprm = (void *)ctx[2];
  struct state *state = get_state();
  if (!state || state->self == (u32)task->tgid) return 0;
  change_program(task, state);
  look_at_program(binprm);
  if (!(state->streams & (1 << PROCESSES)) || !allowed(state, PROCESSES)) return 0;
  if (task->mm->arg_end - task->mm->arg_start <= SHORT_ARGV) {
    struct exec_record *record = reserve(state, PROCESSES, sizeof *record + SHORT_ARGV);
    if (record) tell_exec(record, SHORT_ARGV, task, binprm);
  } else {
    struct exec_record *record = reserve(state, PROCESSES, sizeof *record + LONG_ARGV);
    if (record) tell_exec(record, LONG_ARGV, task, binprm);
  }
  return 0;
}

SEC("tp_btf/sched_process_exit")
int end_process(u64 *ctx) {
  struct task_struct *task = (void *)ctx[0];
  struct state *state = get_state();
  if (!state || state->self == (u32)task->tgid) return 0;
  end_thread(task, state);
  if (task->signal->live.counter || !(state->streams & (1 << PROCESSES)) || !allowed(state, PROCESSES)) return 0;
  struct exit_record *record = reserve(state, PROCESSES, sizeof *record);
  if (!record) return 0;
  tell_who(&record->head, EXIT, task);
  record->status = task->exit_code;
  record->peak = task->signal->maxrss;
  bpf_ringbuf_submit(record, wake());
  return 0;
}
