// network.h - whom a process connects to and whom it lets in.
#pragma once
#include "common.h"

struct peer {
  u32 process;
  u16 family;
  u16 port;
  u8 address[16];
};

// Peers of datagrams that were told lately.
struct {
  field(type, BPF_MAP_TYPE_LRU_HASH);
  field(max_entries, 1024);
  struct peer (*key);
  u64 (*value);
} peers SEC(".maps");

#define TELL_PEER_AGAIN 30000000000ull

// Reads a socket address; false where it is none of the internet's.
INLINE int read_peer(struct peer *peer, const void *address) {
  __builtin_memset(peer, 0, sizeof *peer);
  bpf_probe_read_kernel(&peer->family, 2, address);
  bpf_probe_read_kernel(&peer->port, 2, address + 2);
  peer->port = __builtin_bswap16(peer->port);
  if (peer->family == AF_INET) return !bpf_probe_read_kernel(peer->address, 4, address + 4);
  return peer->family == AF_INET6 && !bpf_probe_read_kernel(peer->address, 16, address + 8);
}

INLINE void tell_connect(struct task_struct *task, struct state *state, struct peer *peer, u16 protocol, s32 result) {
  if (!allowed(state, NETWORK)) return;
  struct network_record *record = reserve(state, NETWORK, sizeof *record);
  if (!record) return;
  tell_who(&record->head, CONNECT, task);
  record->family = peer->family;
  record->port = peer->port;
  record->own_port = 0;
  record->protocol = protocol;
  record->error = result < 0 && result != -EINPROGRESS ? -result : 0;
  __builtin_memcpy(record->address, peer->address, 16);
  bpf_ringbuf_submit(record, wake());
}

SEC("fexit/inet_stream_connect")
int connect_stream(u64 *ctx) {
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, NETWORK);
  struct peer peer;
  if (state && read_peer(&peer, (void *)ctx[1])) tell_connect(task, state, &peer, 6, ctx[4]);
  return 0;
}

SEC("fexit/inet_dgram_connect")
int connect_datagram(u64 *ctx) {
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, NETWORK);
  struct peer peer;
  if (state && read_peer(&peer, (void *)ctx[1])) tell_connect(task, state, &peer, 17, ctx[4]);
  return 0;
}

// The first datagram to a peer is a connect in all but name.
INLINE void look_at_datagram(struct msghdr *message) {
  if (!message->msg_name) return;
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, NETWORK);
  struct peer peer;
  if (!state || !read_peer(&peer, message->msg_name)) return;
  peer.process = task->tgid;
  u64 now = bpf_ktime_get_boot_ns(), *told = bpf_map_lookup_elem(&peers, &peer);
  if (told && now - *told < TELL_PEER_AGAIN) return;
  bpf_map_update_elem(&peers, &peer, &now, 0);
  tell_connect(task, state, &peer, 17, 0);
}

SEC("fentry/udp_sendmsg")
int send_datagram(u64 *ctx) {
  look_at_datagram((void *)ctx[1]);
  return 0;
}

SEC("fentry/udpv6_sendmsg")
int send_datagram_6(u64 *ctx) {
  look_at_datagram((void *)ctx[1]);
  return 0;
}

SEC("fexit/inet_csk_accept")
int accept_stream(u64 *ctx) {
  u64 value = 0;
  // The number of arguments has changed between kernels; what it gives back has not.
  if (bpf_get_func_ret(ctx, &value) || !value) return 0;
  struct task_struct *task = bpf_get_current_task_btf();
  struct state *state = follows(task->tgid, NETWORK);
  if (!state || !allowed(state, NETWORK)) return 0;
  struct network_record *record = reserve(state, NETWORK, sizeof *record);
  if (!record) return 0;
  tell_who(&record->head, ACCEPT, task);
  struct sock_common *common = &((struct sock *)value)->__sk_common;
  record->protocol = 6;
  record->error = 0;
  bpf_probe_read_kernel(&record->family, 2, &common->skc_family);
  bpf_probe_read_kernel(&record->port, 2, &common->skc_dport);
  bpf_probe_read_kernel(&record->own_port, 2, &common->skc_num);
  record->port = __builtin_bswap16(record->port);
  if (record->family == AF_INET)
    bpf_probe_read_kernel(record->address, 4, &common->skc_daddr);
  else
    bpf_probe_read_kernel(record->address, 16, &common->skc_v6_daddr);
  bpf_ringbuf_submit(record, wake());
  return 0;
}
