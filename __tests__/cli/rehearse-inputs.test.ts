import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./fixture";
import { inputsOf } from "../../lib/cli/rehearse-input";

const directory = temporaryDirectory("rehearse-inputs-");

describe("--var-file of rehearse", () => {
  test.each([
    ["does not exist", "absent.tfvars", undefined, "ENOENT"],
    ["is not JSON", "broken.tfvars.json", "{", "JSON"],
    ["contains no object", "list.tfvars.json", "[]", "it contains no object"],
  ])("fails when a file %s", (_, name, content, why) => {
    const file = join(directory.path, name);
    if (content !== undefined) writeFileSync(file, content);
    expect(() => inputsOf({ varFile: [file] })).toThrow(
      expect.objectContaining({ code: "RehearsalOptionsInvalid", message: expect.stringContaining(why) }),
    );
  });

  test("accepts the syntax of Terraform and JSON", () => {
    const files = ["a.tfvars", "b.tfvars.json"].map((name) => join(directory.path, name));
    writeFileSync(files[0], 'host = "www.example.com"\n');
    writeFileSync(files[1], '{"host": "www.example.com"}');
    expect(inputsOf({ varFile: files }).varFiles).toEqual(files);
  });
});
