import { Testing } from "cdktf";
import { stepOf, NOTHING } from "./lib/rehearsal";
import * as scenarios from "./lib/rehearsal/real-provider/http-scenarios";
import { Rehearsal } from "./lib/rehearsal/terraform/rehearsal";
import { runHttpTrial } from "./lib/rehearsal/real-provider/http-trial";
async function main() {
  const [dir, provider, kinds, limit] = process.argv.slice(2);
  const step = stepOf(dir);
  const rehearsal = await Rehearsal.open([step], { cloudflareProvider: provider });
  const log = (...x: unknown[]) => console.log(((performance.now()) / 1000).toFixed(1), ...x);
  const froms = [];
  try {
    for (const after of [step, NOTHING]) {
      const from = rehearsal.save();
      const trial = await runHttpTrial(rehearsal, { after }, { apply: [], again: [] });
      froms.push({ from, after, journal: rehearsal.journal.slice(from.journal.length) });
      log("baseline", trial.errors, trial.planned, trial.left.map(({ type, name }) => `${type} ${name}`), [...rehearsal.cloudflareApi!.notUnderstood]);
    }
    const all = scenarios.httpScenarios(froms.map(({ journal }) => journal));
    const own = all.filter(({ apply }) => apply[0] && kinds.split(",").includes(apply[0].kind)).slice(0, Number(limit));
    log(all.length, "scenarios;", own.length, "selected");
    for (const s of own) {
      rehearsal.restore(froms[s.transition].from);
      const trial = await runHttpTrial(rehearsal, froms[s.transition], s);
      log(s.transition, s.description, "| errors:", trial.errors?.slice(0, 200), "| planned:", trial.planned, "| left:", trial.left.map(({ type, name }) => `${type} ${name}`), "|", trial.recording.lines().filter((l) => l.outcome !== "done").map((l) => `${l.run}: ${l.call}: ${l.outcome}`).join("; "), trial.recording.applies);
    }
  } finally { rehearsal.close(); }
}
void main();
