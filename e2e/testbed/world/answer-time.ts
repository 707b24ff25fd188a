/** Seconds from 1900, where NTP begins to count, to 1970. */
const EPOCH = 2_208_988_800;

/** Answers one query of NTP version 3 or 4 (RFC 5905) as a server of stratum 2; `now` in milliseconds since 1970. */
export function answerTime(query: Buffer, now: number): Buffer | undefined {
  if (query.length < 48) return undefined;
  const answer = Buffer.alloc(48);
  answer[0] = (query[0]! & 0x38) | 4;
  answer[1] = 2;
  answer[2] = query[2]!;
  answer[3] = 0xec;
  answer.writeUInt32BE(0x100, 4);
  answer.writeUInt32BE(0x200, 8);
  answer.write('\x7f\x00\x00\x01', 12, 'latin1');
  const seconds = Math.floor(now / 1000) + EPOCH;
  const fraction = Math.floor(((now % 1000) / 1000) * 2 ** 32);
  for (const at of [16, 32, 40]) {
    answer.writeUInt32BE(seconds, at);
    answer.writeUInt32BE(fraction, at + 4);
  }
  query.copy(answer, 24, 40, 48);
  return answer;
}
