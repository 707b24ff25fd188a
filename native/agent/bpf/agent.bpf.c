// agent.bpf.c - the agent's kernel side, one object: clang -target bpf -mcpu=v3 -O2 -g. The programs that a kernel does not
// know are left out by the loader, and the agent says what it cannot tell then.
#include "calls.h"
#include "files.h"
#include "network.h"
#include "privileges.h"
#include "processes.h"

// For the kernel, whose helpers ask for it.
char licence[] SEC("license") = "Dual MIT/GPL";
