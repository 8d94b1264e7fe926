import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot, readPackage } from "../../scripts/entry-points";
import { breakingNames, releaseProblems, sectionsOf } from "../../scripts/release/changelog";

const changelog = (unreleased: string, ...others: string[]) =>
  ["# Changelog", "Text - with a dash.", "## [Unreleased]", unreleased, ...others, ""].join("\n\n");
const BREAKING = "- **Breaking:** `Config` of a tunnel is now\n  `Settings`.\n- `Other` is new.";

describe("sectionsOf", () => {
  test("returns versions with their dates and entries of all headings, each on one line", () => {
    expect(
      sectionsOf(changelog("### Added\n\n- One\n  line.\n- Two.\n\n### Fixed\n\n- Three.", "## [1.0.0] - 2026-01-31")),
    ).toEqual([
      { name: "Unreleased", date: "", entries: ["One line.", "Two.", "Three."] },
      { name: "1.0.0", date: "2026-01-31", entries: [] },
    ]);
  });
});

describe("releaseProblems", () => {
  test("finds nothing if the version has a dated section and nothing is unreleased", () => {
    expect(releaseProblems(changelog("", "## [1.0.0] - 2026-01-31", "- One."), "1.0.0")).toEqual([]);
  });

  test.each([
    ["there is no section", "# Changelog", "The first section must be [Unreleased]"],
    ["entries are unreleased", changelog("- One.", "## [1.0.0] - 2026-01-31"), "[Unreleased] has 1 entries"],
    ["the version is another one", changelog("", "## [0.9.0] - 2026-01-31"), "must be [1.0.0], the version of"],
    ["there is no date", changelog("", "## [1.0.0]"), "[1.0.0] needs its date"],
    ["the date does not exist", changelog("", "## [1.0.0] - 2026-13-31"), "[1.0.0] needs its date"],
  ])("reports a problem if %s", (_why, text, problem) => {
    expect(releaseProblems(text, "1.0.0").join("\n")).toContain(problem);
  });
});

describe("breakingNames", () => {
  test("returns the names of breaking entries that are newer than the version", () => {
    const text = changelog(
      BREAKING,
      "## [1.1.0] - 2026-02-28",
      "- **Breaking:** `A/*/B`.",
      "## [1.0.0] - 2026-01-31",
      BREAKING,
    );
    expect(breakingNames(text, "1.0.0")).toEqual(["Config", "Settings", "A/*/B"]);
    expect(breakingNames(text, "1.1.0")).toEqual(["Config", "Settings"]);
  });

  test("returns the names of all sections for a version without a section", () => {
    expect(breakingNames(changelog(BREAKING), "1.0.0")).toEqual(["Config", "Settings"]);
  });
});

test("CHANGELOG.md has a section for the version of package.json", () => {
  const sections = sectionsOf(readFileSync(path.join(projectRoot, "CHANGELOG.md"), "utf8"));
  expect(sections.map(({ name }) => name)).toContain(readPackage(projectRoot).version);
});
