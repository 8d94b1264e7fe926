import { github, TextFile, typescript, YamlFile } from "projen";
import { bugReport, featureRequest, issueChooser } from "./issue-forms";

type Step = github.workflows.JobStep;

/** What the workflows need from the owners of the repository. */
export interface Owners {
  readonly repository: string;
  readonly codeOwners: string[];
  readonly releaseToNpm: boolean;
}

/** The Node.js versions that users may run. The last one also runs the nightly rehearsal and the release. */
const NODE_VERSIONS = ["20", "22", "24"];
const LATEST_NODE = NODE_VERSIONS[NODE_VERSIONS.length - 1];

/** The versions that the documented figures were measured with. */
const TERRAFORM_VERSION = "1.11.4";
const GO_VERSION = "stable";

const RUNNER = ["ubuntu-24.04"];
const READ: github.workflows.JobPermissions = { contents: github.workflows.JobPermission.READ };

/**
 * Actions are pinned. Those that projen knows are pinned to the reference that projen reviewed, which is a commit or
 * the tag of an immutable release. An upgrade of projen updates them. The others are pinned to a commit.
 */
const actions = {
  setupNode: github.ActionRefs.ACTIONS_SETUP_NODE,
  setupGo: github.ActionRefs.ACTIONS_SETUP_GO,
  uploadArtifact: github.ActionRefs.ACTIONS_UPLOAD_ARTIFACT,
  /** v5.0.5 */
  cache: "actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae",
  /** v4.0.1 */
  setupTerraform: "hashicorp/setup-terraform@dfe3c3f87815947d99a8997f908cb6525fc44e9e",
};

/** Adds the workflows, the issue forms, the pull request template and CODEOWNERS. */
export function addGithub(project: typescript.TypeScriptProject, owners: Owners): void {
  addBuild(project.github!);
  addNightly(project.github!);
  if (owners.releaseToNpm) addRelease(project.github!, owners);

  new github.PullRequestTemplate(project.github!, { lines: pullRequestTemplate });
  new YamlFile(project, ".github/ISSUE_TEMPLATE/bug.yml", { obj: bugReport });
  new YamlFile(project, ".github/ISSUE_TEMPLATE/feature.yml", { obj: featureRequest });
  new YamlFile(project, ".github/ISSUE_TEMPLATE/config.yml", { obj: issueChooser(owners.repository) });
  if (owners.codeOwners.length > 0) {
    new TextFile(project, ".github/CODEOWNERS", { lines: [`* ${owners.codeOwners.join(" ")}`, ""] });
  }
}

function addBuild(hub: github.GitHub): void {
  const workflow = hub.addWorkflow("build");
  workflow.on({ pullRequest: {}, push: { branches: ["main"] }, mergeGroup: {}, workflowDispatch: {} });
  workflow.file!.addOverride("concurrency", {
    group: "${{ github.workflow }}-${{ github.ref }}",
    "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
  });
  workflow.addJob("build", {
    name: "Node.js ${{ matrix.node }}",
    runsOn: RUNNER,
    permissions: READ,
    timeoutMinutes: 90,
    strategy: { failFast: false, matrix: { domain: { node: NODE_VERSIONS } } },
    steps: [...checkOut(), ...setUp("${{ matrix.node }}"), { name: "Run all checks", run: "bash .ci/run" }],
  });
}

function addNightly(hub: github.GitHub): void {
  const workflow = hub.addWorkflow("nightly");
  workflow.on({ schedule: [{ cron: "17 2 * * *" }], workflowDispatch: {} });
  const job = (name: string, timeoutMinutes: number, tools: Step[], steps: Step[]) =>
    workflow.addJob(name, {
      runsOn: RUNNER,
      permissions: READ,
      timeoutMinutes,
      steps: [...checkOut(), ...tools, { name: "Install dependencies", run: "npm ci --no-audit --no-fund" }, ...steps],
    });
  job("rehearsal", 120, setUp(LATEST_NODE), [
    {
      name: "Rehearse random edits under faults",
      // `bash` as a named shell fails with the first command of a pipe that fails.
      shell: "bash",
      // The number of the run is the seed: every night draws other edits, and a failed night can be repeated.
      run: [
        'npm run --silent nightly -- --scenarios 1000000 --seconds 5400 --seed "$GITHUB_RUN_NUMBER" \\',
        '  2> >(tee nightly.log >&2) | tee -a "$GITHUB_STEP_SUMMARY"',
      ].join("\n"),
    },
    {
      name: "Keep the log",
      if: "always()",
      uses: actions.uploadArtifact,
      with: { name: "nightly", path: "nightly.log", "if-no-files-found": "ignore" },
    },
  ]);
  job("integration", 90, setUp(LATEST_NODE), [
    {
      name: "Run the integration tests without samples",
      env: { NIGHTLY: "1" },
      run: "npm run --silent test:integration",
    },
    {
      name: "Test all constructs with CDK Terrain",
      env: { NIGHTLY: "1" },
      run: "npm run --silent pack:all && npm run --silent consumers",
    },
  ]);
  job(
    "benchmark",
    60,
    [setUpNode(LATEST_NODE)],
    [
      {
        name: "Compare constructs with resources written by hand",
        // Only the ratios of this run decide, so a slow machine does not fail it.
        shell: "bash",
        run: 'npm run --silent bench | tee -a "$GITHUB_STEP_SUMMARY"',
      },
    ],
  );
  job("opentofu", 60, setUp(LATEST_NODE), [
    {
      name: "Restore OpenTofu",
      uses: actions.cache,
      with: {
        path: ".cache/bin/tofu",
        key: "opentofu-${{ runner.os }}-${{ hashFiles('scripts/build-opentofu.sh') }}",
      },
    },
    { name: "Build OpenTofu", run: "bash scripts/build-opentofu.sh" },
    {
      name: "Rehearse and check with OpenTofu",
      env: { REQUIRE_OPENTOFU: "1", TERRAFORM_BINARY_NAME: "${{ github.workspace }}/.cache/bin/tofu" },
      run: "npx jest --ci --selectProjects integration --testPathPatterns __tests__/cli/opentofu __tests__/check",
    },
  ]);
  job("versions", 90, setUp(LATEST_NODE), [
    {
      name: "Try both packages with each version of Node.js, constructs and TypeScript",
      shell: "bash",
      run: 'npm run --silent pack:all && npm run --silent matrix | tee -a "$GITHUB_STEP_SUMMARY"',
    },
  ]);
}

/**
 * The tag `v1.2.0` publishes 1.2.0, which must be the version of package.json. A prerelease, such as `v1.2.0-rc.1`, is
 * published with the dist-tag `next`.
 */
function addRelease(hub: github.GitHub, { repository }: Owners): void {
  if (repository.includes("/example/")) throw new Error("releaseToNpm needs the address of the repository");
  const workflow = hub.addWorkflow("release");
  workflow.on({ push: { tags: ["v*"] } });
  workflow.addJob("verify", {
    runsOn: RUNNER,
    permissions: READ,
    timeoutMinutes: 90,
    steps: [...checkOut(), ...setUp(LATEST_NODE), { name: "Run all checks", run: "bash .ci/run" }],
  });
  workflow.addJob("publish", {
    needs: ["verify"],
    runsOn: RUNNER,
    // npm's trusted publishing: the job proves its identity with a short-lived token, and no npm token is stored.
    permissions: { ...READ, idToken: github.workflows.JobPermission.WRITE },
    environment: { name: "npm" },
    timeoutMinutes: 15,
    steps: [
      ...checkOut(),
      setUpNode(LATEST_NODE),
      { name: "Install dependencies", run: "npm ci --no-audit --no-fund --ignore-scripts" },
      { name: "Check and pack the packages", run: "npm run --silent release:dry" },
      {
        name: "Publish the checked packages with provenance",
        run: [
          'case "$GITHUB_REF_NAME" in *-*) tag=next ;; *) tag=latest ;; esac',
          // Without the dot, npm would take the path for a repository on GitHub.
          "for tarball in ./dist/*.tgz; do",
          '  npm publish "$tarball" --provenance --access public --tag "$tag"',
          "done",
        ].join("\n"),
      },
    ],
  });
}

function checkOut(): Step[] {
  return [{ ...github.WorkflowSteps.checkout(), with: { "persist-credentials": false } }];
}

function setUpNode(version: string): Step {
  return {
    name: "Set up Node.js",
    uses: actions.setupNode,
    with: { "node-version": version, "package-manager-cache": false },
  };
}

/** Node.js, Terraform, and CoreDNS with the Go toolchain that builds it. */
function setUp(nodeVersion: string): Step[] {
  return [
    setUpNode(nodeVersion),
    {
      name: "Set up Terraform",
      uses: actions.setupTerraform,
      // The wrapper adds lines to Terraform's JSON output.
      with: { terraform_version: TERRAFORM_VERSION, terraform_wrapper: false },
    },
    { name: "Set up Go", uses: actions.setupGo, with: { "go-version": GO_VERSION, cache: false } },
    {
      name: "Restore CoreDNS",
      uses: actions.cache,
      with: { path: ".cache/bin/coredns", key: "coredns-${{ runner.os }}-${{ hashFiles('.ci/run') }}" },
    },
    {
      name: "Restore the bindings of CDK Terrain",
      uses: actions.cache,
      with: { path: ".cache/bindings", key: "bindings-${{ hashFiles('scripts/cdktn/manifest.ts') }}" },
    },
  ];
}

const pullRequestTemplate = [
  "## What and why",
  "",
  "<!-- What changes for users, and the reason. Link the issue. -->",
  "",
  "## Checks",
  "",
  "- [ ] `bash .ci/run` passes.",
  "- [ ] New behavior has a test. A new error code has an example that triggers it.",
  "- [ ] `CHANGELOG.md` lists what users notice, under *Unreleased*.",
  "- [ ] A change of the safety contract comes with a mutant and a row in `docs/safety.md`.",
  "- [ ] The title follows Conventional Commits: `feat(access): support CORS on applications`.",
];
