// Writes a log whose graph is a scene (`scene.mjs`): each edge is one logon, a minute after the one before.
// `node benches/graph/log.mjs FILE [nodes] [edges]`; the file is JSON Lines as evtx_dump writes them.
import { scene } from "./scene.mjs";
import { writeFileSync } from "node:fs";

const [file, nodes = "20000", edges = "100000"] = process.argv.slice(2);
const { hosts, ends } = scene(Number(nodes), Number(edges));
const begin = Date.UTC(2024, 0, 1);
// Every 50th account is one that the scene draws as privileged: here it may do nothing special, as the ninth edge failed there and here.
const lines = ends.map(([host, account], edge) => {
  const failed = edge % 9 === 0;
  const System = {
    Provider: { "#attributes": { Name: "Microsoft-Windows-Security-Auditing" } },
    EventID: failed ? 4625 : 4624,
    TimeCreated: { "#attributes": { SystemTime: new Date(begin + edge * 20_000).toISOString() } },
    EventRecordID: edge + 1,
    Channel: "Security",
    Computer: "DC01.bench.example",
  };
  const who = { TargetUserName: `account${account - hosts}`, TargetDomainName: "BENCH", TargetUserSid: `S-1-5-21-1-2-3-${1_000 + account}` };
  const whence = { WorkstationName: `HOST${host}`, IpAddress: `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`, IpPort: "50000" };
  const how = { LogonType: 3, AuthenticationPackageName: "NTLM", LogonProcessName: "NtLmSsp", ...(failed ? { Status: "0xc000006d", SubStatus: "0xc000006a" } : {}) };
  return JSON.stringify({ Event: { System, EventData: { ...who, ...whence, ...how } } });
});
writeFileSync(file, lines.join("\n") + "\n");
console.log(`${lines.length} logons in ${file}`);
