import { unmatchedRequest, UnmatchedRequest } from "../../../lib/reachability/access/unmatched-requests";

describe("unmatchedRequest", () => {
  test.each<[string, boolean, string, boolean, UnmatchedRequest]>([
    ["denies a request to a host without an application", true, "a.x.com", false, "denied"],
    ["admits a request to an exempt zone", true, "a.open.com", false, "admitted"],
    ["admits a request to the apex of an exempt zone", true, "open.com", false, "admitted"],
    ["does not exempt a zone whose name ends the same", true, "wideopen.com", false, "denied"],
    ["does not decide about other paths of a host with an application", true, "x.com", true, "unknown"],
    ["admits every request if the setting is off", false, "a.b.x.com", false, "admitted"],
  ])("%s", (_, deny, hostname, onHost, expected) => {
    expect(unmatchedRequest({ deny, exemptZones: ["Open.com"] }, hostname, onHost)).toBe(expected);
  });
});
