// records.h - what the programs tell the agent. src/kernel/bpf/record.rs reads the same layouts; change both together.
#pragma once
#include "bpf.h"

enum kind { FORK = 1, EXEC, EXIT, OPEN, TOUCH, CONNECT, ACCEPT, PRIVILEGE, DUP, RUN, LAST };

// Streams, numbered as in src/streams.rs.
enum stream { COUNTS, SEQUENCES, PROCESSES, FILES, NETWORK, PRIVILEGES, STREAMS = 8 };

struct head {
  u32 kind;
  u32 pid;
  u32 tid;
  u32 uid;
  u64 time;  // nanoseconds of CLOCK_BOOTTIME
  u64 start; // the same, of the process's leader
  u64 cgroup;
  char comm[16];
};

struct fork_record {
  struct head head;
  u32 parent;
  u32 unused;
};

#define PROGRAM 256
#define SHORT_ARGV 512
#define LONG_ARGV 4096
struct exec_record {
  struct head head;
  u32 parent;
  u16 program_length;
  u16 argv_length;
  u32 cut;
  u32 unused;
  char program[PROGRAM];
  char argv[];
};

struct exit_record {
  struct head head;
  u32 status;
  u32 unused;
  u64 peak; // pages
};

#define SHORT_PATH 256
#define LONG_PATH 4096
struct open_record {
  struct head head;
  u32 flags;
  u32 alike;
  u32 device; // with inode: what later writes to this file are told by
  u32 length;
  u64 inode;
  char path[];
};

// Names of a path from the file upwards, for hooks in which the kernel gives no path as a whole.
#define PARTS 12
#define PART 48
enum touch { WRITTEN, RENAMED, DELETED };
struct touch_record {
  struct head head;
  u32 what;
  u32 parts; // PARTS + 1 where there were more
  u32 device;
  u32 unused;
  u64 inode;
  char part[PARTS][PART];
};

struct network_record {
  struct head head;
  u16 family;
  u16 port;
  u16 own_port;
  u16 protocol;
  u32 error;
  u32 unused;
  u8 address[16];
};

enum privilege { SETUID, SETGID, CAPSET, PTRACE, MODULE, BPF, UNSHARE, MOUNT, MEMFD_EXEC };
#define TEXT 96
struct privilege_record {
  struct head head;
  u32 what;
  u32 target;
  u64 from;
  u64 to;
  char text[3][TEXT];
};

struct dup_record {
  struct head head;
  u32 descriptor;
  u32 unused;
};

// One followed thread. The agent maps the table of these and reads it while the kernel writes; RUN and LAST tell a prefix.
#define RUN_CALLS 512
#define NUMBERS 480
#define SLOTS 2048 // at most
struct thread {
  struct head head; // time: of the run's first call
  u32 index;
  u32 generation; // of the slot: a new thread is a new one
  u32 abi;
  u32 total; // calls since the slot was taken; wraps
  u32 grant; // calls that sequences may still cost; the agent gives, the kernel takes
  u32 serial; // of the run
  u16 fill;
  u16 continues;
  u16 gap; // calls of this thread were left out since the last run
  u16 complete; // all calls since the slot was taken are in runs
  u16 run[RUN_CALLS];
  u32 counts[NUMBERS]; // the last one: numbers beyond
};

// One page that both sides write: settings, allowances, losses.
struct state {
  u32 self;    // the agent's own process
  u32 streams; // bits: what is on
  u32 run_length;
  u32 first_grant; // of a new thread
  u32 mask;        // of the table of threads
  u32 born;        // threads since the agent looked last
  s32 allowance[STREAMS]; // events until the agent looks again
  u64 lost[STREAMS];
  u32 used[SLOTS / 32]; // bits: slots that hold a thread
};
