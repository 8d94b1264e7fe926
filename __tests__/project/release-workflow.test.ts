import { typescript } from "projen";
import { synthSnapshot } from "projen/lib/util/synth";
import { parse } from "yaml";
import { addGithub, Owners } from "../../projenrc/github";

const WORKFLOW = ".github/workflows/release.yml";

/** The files of a project with these owners. */
function filesFor(owners: Partial<Owners>): Record<string, any> {
  const project = new typescript.TypeScriptProject({
    name: "example",
    defaultReleaseBranch: "main",
    release: false,
    buildWorkflow: false,
    pullRequestTemplate: false,
    sampleCode: false,
  });
  const repository = "https://github.com/acme/example";
  addGithub(project, { repository, codeOwners: [], releaseToNpm: true, ...owners });
  return synthSnapshot(project, { parseJson: false });
}

describe("the release workflow", () => {
  const workflow = parse(filesFor({})[WORKFLOW]);
  const { verify, publish } = workflow.jobs;
  const commands: string[] = publish.steps.flatMap(({ run }: { run?: string }) => run ?? []);

  test("runs for tags of versions only", () => {
    expect(workflow.on).toEqual({ push: { tags: ["v*"] } });
  });

  test("publishes after all checks have passed", () => {
    expect(verify.steps.at(-1).run).toBe("bash .ci/run");
    expect(publish.needs).toContain("verify");
  });

  test("lets only the publishing job prove its identity, and stores no token", () => {
    expect(publish.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(verify.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(workflow)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
  });

  test("publishes each tarball that the dry run has checked, with provenance", () => {
    const [checked, published] = ["npm run --silent release:dry", "npm publish"].map((text) =>
      commands.findIndex((command) => command.includes(text)),
    );
    expect(checked).toBeGreaterThanOrEqual(0);
    expect(published).toBeGreaterThan(checked);
    expect(commands[published]).toContain("for tarball in ./dist/*.tgz");
    expect(commands[published]).toContain('npm publish "$tarball" --provenance --access public');
  });
});

test("there is no release workflow unless the owners enable it", () => {
  expect(filesFor({ releaseToNpm: false })[WORKFLOW]).toBeUndefined();
});

test("a release fails to be configured with the address of the template", () => {
  expect(() => filesFor({ repository: "https://github.com/example/cdktf-zero-trust" })).toThrow(
    "releaseToNpm needs the address of the repository",
  );
});
