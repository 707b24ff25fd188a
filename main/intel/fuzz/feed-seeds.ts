/** A small feed of each form, by the id of its form: what fuzzing starts from, and what tests of forms read. */
export const feedSeeds: Readonly<Record<string, string>> = {
  list: '# a list\n45.9.1.7\n45.9.2.0/24 ; bad\n0.0.0.0 ads.bad-example.com\n[2a00:1450::7]:8443\nhxxps://bad-example[.]net/x\n',
  ipsum: '# IPsum Threat Intelligence Feed\n#\n45.9.1.7\t8\n45.9.1.8\t2\n45.9.1.9\tmany\n',
  maltrail:
    '# Copyright (c) Maltrail developers (https://github.com/stamparm/maltrail/)\n# Aliases: badbot, worsebot\n\nbad-example.com\n45.9.1.7:443\nbad-example.net/gate.php # of old\n',
  'zeek-intel':
    '#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\n45.9.1.7\tIntel::ADDR\tus\tscanner\nbad-example.com/x\tIntel::URL\tus\tdropper\n45.9.1.7\tIntel::DOMAIN\tus\twrong\nx\tIntel::EMAIL\tus\tmail\n',
  urlhaus:
    '################\n# abuse.ch URLhaus Database Dump (CSV)\n#\n# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\n"1","2026-09-13 07:28:08","http://45.9.1.7:42598/i","online","None","malware_download","elf,Mozi","x","y"\n"2","2026-09-13 07:28:08","http://bad-example.com/a","offline","2026-09-14 00:00:00","malware_download","None","x","y"\n',
  threatfox:
    '# ThreatFox IOCs\n# "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","fk_malware","malware_alias","malware_printable","last_seen_utc","confidence_level"\n"2026-09-13 07:28:08", "1", "45.9.1.7:4444", "ip:port", "botnet_cc", "win.x", "None", "X", "", "75"\n',
  'threatfox-json':
    '{"7": [{"ioc_value": "bad-example.com", "ioc_type": "domain", "malware_printable": "X", "confidence_level": 50, "first_seen_utc": "2026-09-13 07:28:08"}, {"x": 1}]}',
  feodo:
    '# Feodo Tracker Botnet C2\n"first_seen_utc","dst_ip","dst_port","c2_status","last_online","malware"\n"2026-09-13 07:28:08","45.9.1.7","443","online","2026-09-14","Pikabot"\n',
  'feodo-json':
    '[{"ip_address": "45.9.1.7", "port": 443, "status": "offline", "malware": "Pikabot", "first_seen": "2026-09-13 07:28:08", "last_online": "2026-09-14"}]',
  kev: '{"catalogVersion": "2026.09.13", "vulnerabilities": [{"cveID": "CVE-2021-44228", "vendorProject": "Apache", "product": "Log4j2", "vulnerabilityName": "Log4Shell", "dateAdded": "2021-12-10", "knownRansomwareCampaignUse": "Known"}]}',
  'kev-csv':
    'cveID,vendorProject,product,vulnerabilityName,dateAdded,knownRansomwareCampaignUse\nCVE-2021-44228,Apache,Log4j2,"Log4Shell, of old",2021-12-10,Unknown\nnone,x,y,z,2021-12-10,Known\n',
  osv: '{"schema_version": "1.6.0", "id": "DLA-1", "aliases": ["CVE-2024-3094"], "affected": [{"package": {"ecosystem": "Debian:12", "name": "xz-utils"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "5.6.0"}, {"fixed": "5.6.1-1"}]}]}]}',
  misp: '{"Event": {"info": "A campaign", "Attribute": [{"type": "ip-dst|port", "value": "45.9.1.7|443", "to_ids": true, "timestamp": "1700000000"}, {"type": "comment", "value": "x", "to_ids": false}], "Object": [{"Attribute": [{"type": "sha256", "value": "aa00000000000000000000000000000000000000000000000000000000000000", "to_ids": "1"}]}]}}',
  stix: '{"type": "bundle", "objects": [{"type": "indicator", "name": "C2", "pattern": "[ipv4-addr:value = \'45.9.1.7\' OR domain-name:value IN (\'bad-example.com\', \'bad-example.net\')]", "pattern_type": "stix", "modified": "2026-09-13T00:00:00Z"}, {"type": "indicator", "pattern": "[ipv4-addr:value = \'45.9.1.7\'] AND [url:value = \'x\']"}, {"type": "identity"}]}',
  ja3: '# fingerprints\n61d50e7771aee7f2f4b89a7200b4d45e,"AcroCEF"\nt13d1516h2_8daaf6152771_02713d6af862,browser\nnot one,x\n',
  sigma:
    "title: Fetches and runs\nid: 1\nstatus: test\ntags: [attack.t1105]\nlogsource:\n  category: process_creation\n  product: linux\ndetection:\n  selection:\n    Image|endswith: ['/curl', '/wget']\n    CommandLine|re: '\\|\\s*(ba)?sh\\b'\n  filter:\n    CommandLine|contains|all: ['a?b', '-o']\n  condition: selection and not 1 of filter*\nlevel: high\n---\ntitle: Other\nlogsource:\n  product: aws\ndetection:\n  keywords: ['x']\n  condition: keywords\n",
};
