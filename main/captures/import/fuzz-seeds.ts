import type { ImportFormat } from './import-format.ts';

const zeekTsv = (path: string, fields: string, line: string): string =>
  [
    String.raw`#separator \x09`,
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#fields\t${fields.replaceAll(' ', '\t')}`,
    line.replaceAll(' ', '\t'),
    line.replaceAll(' ', '\t'),
    '',
  ].join('\n');
const ends = { uid: 'Ca', 'id.orig_h': '10.0.0.5', 'id.orig_p': 50_000, 'id.resp_h': '2001:db8::1', 'id.resp_p': 443 };
const eve = {
  timestamp: '2024-01-02T03:04:05.678901+0200',
  src_ip: '10.0.0.5',
  src_port: 50_000,
  dest_ip: '192.0.2.1',
  dest_port: 53,
  proto: 'UDP',
};
const UUID = '00000000-0000-4000-8000-000000000001';
const lines = (...records: object[]): string => records.map((record) => JSON.stringify(record)).join('\n');
/** A flow_id beyond 2^53 cannot be written as a number of ours: it is put in as text. */
const withId = (text: string): string => text.replaceAll('"flow_id":0', '"flow_id":9223372036854775807');

/** Small sound inputs of every format, made here: what the fuzzer mutates. */
export const fuzzSeeds: Record<ImportFormat, readonly string[]> = {
  reports: [
    lines(
      { mien: 'report', host: 'h', report: { type: 'tick', time: 1e15, answered: 1, total: 1, late: 0 } },
      { mien: 'report', host: 'h', report: { type: 'gap', time: 2, from: 1, to: 2, tier: 'cpu', reason: 'a' } },
      {
        mien: 'report',
        host: 'h',
        report: {
          type: 'samples',
          time: 3,
          batch: { tier: 'disks', time: 3, at: 1, epoch: 'e', took: 1, samples: [{ uuid: UUID }] },
        },
      },
      { mien: 'report', host: 'h', report: { type: 'vm-gone', time: 4, uuid: UUID, reason: 'ended' } },
    ),
  ],
  'zeek-tsv': [
    zeekTsv(
      'conn',
      'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes resp_bytes conn_state history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes',
      String.raw`1601998366.785668 Ca 10.0.0.5 50000 192.0.2.1 443 tcp ssl 1.5 100 2000 SF Sh\x41DadFf 8 424 9 2368`,
    ),
    zeekTsv(
      'dns',
      'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto query qtype_name rcode_name answers',
      '1.0 Cb 10.0.0.5 5 10.0.0.1 53 udp a.example A NOERROR 192.0.2.1,192.0.2.2',
    ),
    zeekTsv(
      'ssl',
      'ts uid id.orig_h id.orig_p id.resp_h id.resp_p version server_name established cert_chain_fuids',
      '1.0 Ca 10.0.0.5 5 10.0.0.1 443 TLSv12 a.example T Fa,Fb',
    ) +
      zeekTsv(
        'x509',
        'ts id certificate.subject certificate.issuer certificate.not_valid_before',
        '1.0 Fa CN=a CN=b 5.0',
      ),
    zeekTsv(
      'dhcp',
      'ts uids client_addr server_addr mac host_name msg_types',
      '1.0 Ca,Cb 10.0.0.5 10.0.0.1 08:00:27:7f:09:e1 pc REQUEST,ACK',
    ),
  ],
  'zeek-json': [
    lines(
      {
        ts: 1.5,
        ...ends,
        proto: 'tcp',
        conn_state: 'SF',
        history: 'ShADad',
        orig_pkts: 3,
        orig_ip_bytes: 162,
        duration: 0.25,
      },
      {
        ts: 1.5,
        ...ends,
        method: 'GET',
        uri: '/a?b=c',
        host: 'h',
        status_code: 200,
        resp_mime_types: ['application/pdf'],
      },
      { ts: 1.5, ...ends, query: 'a.example', qtype_name: 'TXT', rcode_name: 'NOERROR', answers: ['x', 'y'] },
      { ts: 1.5, ...ends, endpoint: 'svcctl', operation: 'CreateServiceW' },
      {
        ts: 1.5,
        operation: 'request',
        src_mac: '50:5b:c2:db:c3:17',
        orig_h: '10.0.0.5',
        resp_h: '10.0.0.9',
        orig_hw: 'x',
      },
      { ts: 1.5, note: 'Scan::Port_Scan', msg: 'm', src: '10.0.0.5' },
    ),
  ],
  eve: [
    withId(
      lines(
        {
          ...eve,
          flow_id: 0,
          event_type: 'flow',
          flow: { pkts_toserver: 3, bytes_toserver: 300, start: eve.timestamp, end: eve.timestamp },
          tcp: { tcp_flags_ts: '1b', tcp_flags_tc: '12' },
        },
        { ...eve, flow_id: 0, event_type: 'dns', dns: { type: 'query', id: 7, rrname: 'a.example', rrtype: 'A' } },
        {
          ...eve,
          flow_id: 0,
          event_type: 'dns',
          dns: {
            version: 2,
            type: 'answer',
            id: 7,
            rrname: 'a.example',
            rcode: 'NOERROR',
            answers: [{ rdata: '192.0.2.1' }],
          },
        },
        {
          ...eve,
          flow_id: 0,
          event_type: 'tls',
          tls: {
            sni: 'a.example',
            version: 'TLS 1.2',
            subject: 'CN=a',
            issuerdn: 'CN=a',
            ja3: { hash: 'b7202231ff2db28363c109cedc6d1642' },
          },
        },
        {
          ...eve,
          flow_id: 0,
          event_type: 'http',
          http: { hostname: 'h', url: '/', http_method: 'GET', status: 200, length: 5 },
        },
        {
          ...eve,
          flow_id: 0,
          event_type: 'alert',
          alert: { signature: 's', category: 'c', severity: 1, metadata: { mitre_technique_id: ['T1059'] } },
        },
        {
          ...eve,
          flow_id: 0,
          event_type: 'smb',
          smb: { dialect: '3.11', command: 'SMB2_COMMAND_TREE_CONNECT', share: '\\\\h\\c$', status_code: '0x0' },
        },
      ),
    ),
  ],
  'nfdump-csv': [
    [
      'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt',
      '2024-01-02 03:04:05,2024-01-02 03:04:06,1.374,10.0.0.5,192.0.2.1,50000,443,TCP,...AP.SF,0,0,8,2211,0,0',
      '2024-01-02 03:04:05,2024-01-02 03:04:06,1.374,192.0.2.1,10.0.0.5,443,50000,TCP,...AP.SF,0,0,7,900,0,0',
      'Summary',
      'flows,bytes,packets',
      '2,3111,15',
    ].join('\n'),
  ],
  binetflow: [
    [
      'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts,Label',
      '2019/04/04 16:24:47.672448,63.822830,tcp,10.8.0.69,56101,   ->,192.0.2.1,999,FSPA_SRA,0,0,31,8764,1887,15,x',
      '2019/04/04 16:24:47.672448,0.1,icmp,10.8.0.69,0x0303,  <->,192.0.2.1,,ECO,0,0,2,196,98,,x',
    ].join('\n'),
  ],
  falco: [
    '{"hostname":"n","output":"o","priority":"Warning","rule":"r","tags":["T1059.004"],"time":"2021-04-10T19:27:21.038853452Z","output_fields":{"evt.time":1618082841038853452,"fd.name":"172.17.0.9:43812->10.96.0.1:443","proc.cmdline":"sh -c x","proc.name":"sh"}}',
  ],
  tetragon: [
    '{"process_kprobe":{"process":{"pid":1,"uid":0,"binary":"/usr/bin/vi","arguments":"/etc/passwd","start_time":"2021-10-18T20:08:38.412Z"},"parent":{"binary":"/bin/bash"},"function_name":"tcp_connect","args":[{"sock_arg":{"family":"AF_INET","protocol":"IPPROTO_TCP","saddr":"10.0.0.5","daddr":"192.0.2.1","sport":5,"dport":443}},{"file_arg":{"path":"/etc/passwd"}}],"policy_name":"p"},"node_name":"n","time":"2021-10-18T20:08:38.412Z"}',
  ],
  tracee: [
    '{"timestamp":1696255674450496178,"processId":7,"processName":"vlc","hostName":"h","eventId":"59","eventName":"execve","args":[{"name":"pathname","type":"const char*","value":"/bin/x"},{"name":"argv","value":["x","-y"]}]}\n{"timestamp":1696255674450496179,"eventName":"net_packet_tcp","args":[{"name":"src","value":"10.0.0.5"},{"name":"dst","value":"192.0.2.1"},{"name":"dst_port","value":80}]}',
  ],
  auditd: [
    [
      'node=n type=SYSCALL msg=audit(1615114232.375:15558): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=2 uid=0 comm="id" exe=2F62696E2F6964 key=(null)\u001dARCH=x86_64 SYSCALL=execve UID="root"',
      'node=n type=EXECVE msg=audit(1615114232.375:15558): argc=2 a0="id" a1[0]=2D a1[1]="u"',
      'node=n type=SOCKADDR msg=audit(1615114232.375:15558): saddr=02000050A9FEA9FE0000000000000000',
      'node=n type=EOE msg=audit(1615114232.375:15558): ',
      'type=USER_LOGIN msg=audit(1492896301.818:19955): pid=1 uid=0 msg=\'op=login acct="root" exe="/usr/sbin/sshd" addr=192.0.2.9 res=failed\'',
    ].join('\n'),
    '{"ID":"1615114232.375:15558","NODE":"n","SYSCALL":{"arch":"0xc000003e","syscall":42,"pid":5,"comm":"x","SYSCALL":"connect"},"SOCKADDR":{"SADDR":{"fam":"inet","addr":"192.0.2.1","port":80}},"PROCTITLE":{"ARGV":["x"]}}',
  ],
  sysmon: [
    '{"EventID":3,"SourceName":"Microsoft-Windows-Sysmon","Hostname":"W","UtcTime":"2020-09-20 16:16:56.010","Keywords":-9223372036854775808,"Image":"C:\\\\x.exe","SourceIp":"10.0.0.5","SourcePort":"5","DestinationIp":"192.0.2.1","DestinationPort":"443","Protocol":"tcp","Initiated":"true"}\n{"@timestamp":"2020-09-20T16:16:09.365Z","winlog":{"event_id":4688,"provider_name":"Microsoft-Windows-Security-Auditing","computer_name":"W","event_data":{"NewProcessName":"C:\\\\y.exe","NewProcessId":"0xfec"}}}\n{"Event":{"System":{"EventID":1,"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"TimeCreated":{"#attributes":{"SystemTime":"2020-09-20T16:16:09.365Z"}}},"EventData":{"Image":"C:\\\\z.exe"}}}',
  ],
  events: [
    '{"time":1618082841038853,"source":"agent","host":"h","kind":"process","title":"t","severity":"notice","process":{"pid":5,"name":"x"},"connection":{"transport":"tcp","src":"10.0.0.5","sport":5,"dst":"192.0.2.1","dport":443},"raw":"{}"}',
  ],
};
