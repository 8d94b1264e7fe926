import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { temporaryDirectory } from "../cli/fixture";

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, "../..");
const page = readFileSync(path.join(ROOT, "docs/ci.md"), "utf8");
const directory = temporaryDirectory("ci-docs-");
const HANDWRITTEN = path.join(ROOT, "examples/handwritten");
const PLANS = path.join(ROOT, "__tests__/check/plan/fixtures");

/** Programs that are not on every machine, or that would change something. They record their arguments. */
const STUBS: Record<string, string> = {
  npm: "",
  git: "",
  gh: 'if [ "$2" = --paginate ]; then echo "$COMMENT"; fi',
  curl: "echo '[]'",
  npx: `case "$1" in
  cdktf-zero-trust) shift; exec node --import "${ROOT}/node_modules/tsx/dist/loader.mjs" "${ROOT}/lib/cli/main.ts" "$@" ;;
  cdktf) if [ -n "$4" ]; then mkdir -p "$4"; cp "$SYNTHESIZED/$4/main.tf.json" "$4/"; fi ;;
esac`,
  terraform: `case "$*" in
  *show*) cat "${PLANS}/${"$"}{PLAN:-no-changes}.json" ;;
  *graph*) printf 'digraph {\\n\\tcompound = "true"\\n\\tnewrank = "true"\\n\\tsubgraph "root" {\\n\\t}\\n}\\n' ;;
esac`,
};

function workflow(name: string): any {
  const start = page.indexOf("```yaml\n", page.indexOf(`<!-- workflow: ${name} -->`)) + 8;
  return parse(page.slice(start, page.indexOf("\n```", start)));
}

/** A directory with the stand-ins and the two versions that `cdktf synth` writes. */
function workspace(name: string, head: string): { readonly work: string; readonly env: NodeJS.ProcessEnv } {
  const root = path.join(directory.path, name);
  const [bin, work, synthesized] = ["bin", "work", "synthesized"].map((each) => path.join(root, each));
  for (const each of [bin, work, path.join(root, "base")]) mkdirSync(each, { recursive: true });
  for (const [program, script] of Object.entries(STUBS)) {
    const file = path.join(bin, program);
    writeFileSync(file, `#!/bin/sh\necho "${program} $*" >> "${root}/calls"\n${script}\n`);
    chmodSync(file, 0o755);
  }
  cpSync(path.join(HANDWRITTEN, "deployed"), path.join(synthesized, "base.out"), { recursive: true });
  cpSync(path.join(HANDWRITTEN, head), path.join(synthesized, "head.out"), { recursive: true });
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    SYNTHESIZED: synthesized,
    COMMENT: "",
    GITHUB_OUTPUT: path.join(root, "output"),
    GITHUB_STEP_SUMMARY: path.join(root, "summary"),
    GITHUB_BASE_REF: "main",
    GITHUB_SHA: "0123456",
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    CI_COMMIT_SHA: "0123456",
    CI_API_V4_URL: "https://gitlab.example.com/api/v4",
    CI_PROJECT_ID: "1",
    CI_MERGE_REQUEST_IID: "2",
    NOTES_TOKEN: "token",
  };
  return { work, env };
}

function bash(script: string, cwd: string, env: NodeJS.ProcessEnv): { readonly code: number; readonly text: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd,
    env,
    encoding: "utf8",
  });
  return { code: status ?? -1, text: stdout + stderr };
}

const calls = (work: string) => readFileSync(path.join(work, "../calls"), "utf8");

/** Runs the steps of a job until one fails. `outputs` are those of the step with the id `check`. */
function runJob(job: any, work: string, env: NodeJS.ProcessEnv): { readonly code: number; readonly failed?: string } {
  for (const { run, name, env: own = {} } of job.steps) {
    if (run === undefined) continue;
    const output = () => readFileSync(env.GITHUB_OUTPUT!, "utf8");
    const valueOf = (value: string) =>
      value.replace(/\$\{\{ (\S+) \}\}/g, (_, expression) =>
        expression === "steps.check.outputs.code" ? /^code=(\d+)$/m.exec(output())![1] : expression,
      );
    const values = Object.entries<string>(own).map(([key, value]) => [key, valueOf(value)]);
    const { code } = bash(run, work, { ...env, ...Object.fromEntries(values) });
    if (code !== 0) return { code, failed: name };
  }
  return { code: 0 };
}

describe("docs/ci.md", () => {
  test.each([
    ["wiki-removed", { code: 1, failed: "Gate" }, "FAIL"],
    ["deployed", { code: 0 }, "PASS"],
  ])("the workflow of GitHub Actions comments and gates (%s)", (head, expected, verdict) => {
    const { work, env } = workspace(`github-${head}`, head);
    expect(runJob(workflow("github-synthesized").jobs.check, work, env)).toEqual(expected);
    const comment = readFileSync(path.join(work, "zero-trust.md"), "utf8");
    expect(comment).toMatch(/^<!-- cdktf-zero-trust:check:publish -->\n/);
    expect(comment).toContain(`${verdict} · publish`);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY!, "utf8")).toBe(comment);
    expect(calls(work)).toMatch(/gh api -X POST \S+\/comments -F body=@zero-trust.md --silent/);
    expect(JSON.parse(readFileSync(path.join(work, "zero-trust.sarif"), "utf8")).version).toBe("2.1.0");
  });

  test("the workflow of GitHub Actions edits a comment that exists", () => {
    const { work, env } = workspace("github-again", "deployed");
    expect(runJob(workflow("github-synthesized").jobs.check, work, { ...env, COMMENT: "42" }).code).toBe(0);
    expect(calls(work)).toMatch(/gh api -X PATCH \S+\/issues\/comments\/42 -F body=@zero-trust.md/);
  });

  function planWorkflow(name: string, plan: string) {
    const { work, env } = workspace(name, "deployed");
    const { env: own, jobs } = workflow("github-plan");
    mkdirSync(path.join(work, own.STACK), { recursive: true });
    return { work, jobs, env: { ...env, ...own, PLAN: plan } };
  }

  test("the plan workflow checks the plan and applies it only with the digest that was checked", () => {
    const { work, jobs, env } = planWorkflow("plan", "no-changes");
    expect(runJob(jobs.plan, work, env)).toEqual({ code: 0 });
    expect(calls(work)).toContain("plan -input=false -lock=false -out=plan");
    const digest = /^digest=([0-9a-f]{64})$/m.exec(readFileSync(env.GITHUB_OUTPUT!, "utf8"))![1];
    const { run } = jobs.apply.steps.at(-1);
    expect(bash(run, work, { ...env, DIGEST: digest.replace(/^./, "x") }).code).toBe(2);
    expect(calls(work)).not.toContain("apply -input=false plan");
    bash(run, work, { ...env, DIGEST: digest });
    expect(calls(work)).toContain("apply -input=false plan");
  });

  test("the plan workflow stops at a plan that is not safe", () => {
    const { work, jobs, env } = planWorkflow("plan-refused", "create");
    expect(runJob(jobs.plan, work, env)).toEqual({ code: 3, failed: "Gate" });
  });

  test("the job of GitLab writes the note and ends with the code of the check", () => {
    const { work, env } = workspace("gitlab", "wiki-removed");
    const script = (workflow("gitlab").check.script as string[]).join("\n");
    expect(bash(script, work, env).code).toBe(1);
    expect(calls(work)).toMatch(
      /curl .*--request POST .*--data-urlencode body@zero-trust.md \S+\/merge_requests\/2\/notes/,
    );
  });

  test("the steps of Atlantis check the plan file and its graph", () => {
    const { work, env } = workspace("atlantis", "deployed");
    const { steps } = workflow("atlantis").workflows["zero-trust"].plan;
    const script = steps.flatMap(({ run }: { run?: string }) => run ?? []).join("\n");
    const { text } = bash(script, work, { ...env, PLANFILE: "p", SHOWFILE: "s.json", PROJECT_NAME: "publish" });
    expect(text).toMatch(/^PASS {2}publish/);
  });

  test.each(["spacelift:after_plan", "run-task:run_task"])("the command of %s checks the plan", (each) => {
    const [name, key] = each.split(":");
    const { work, env } = workspace(name, "deployed");
    cpSync(path.join(PLANS, "no-changes.json"), path.join(work, "plan.json"));
    expect(bash(workflow(name)[key].join("\n"), work, env).text).toMatch(/^PASS {2}publish/);
  });

  test("actions are pinned by commit", () => {
    const pinned = [...page.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(pinned.filter((action) => !/@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });
});
