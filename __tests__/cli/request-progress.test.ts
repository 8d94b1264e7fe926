import { RequestProgress } from "../../lib/cli/request-progress";

test("the progress of requests shows a wait that the API asks for, until the next answer", () => {
  const written: string[] = [];
  const progress = new RequestProgress({ isTTY: true, write: (text: string) => written.push(text) > 0 });
  progress.count();
  progress.limited(280_000);
  progress.count();
  progress.end();
  expect(written.map((text) => text.replace("\r\x1b[K", ""))).toEqual([
    "reading the account: 1 requests answered",
    "reading the account: 1 requests answered; Cloudflare limits the requests, and the next one follows in 280 s",
    "reading the account: 2 requests answered",
    "",
  ]);
});
