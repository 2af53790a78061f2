// Preloaded into every process that the launcher starts: standard input is a pipe that the launcher holds open, so its end
// means that the launcher was killed without a chance to stop us. The whole process group is asked to end.
process.stdin.on("end", endGroup);
process.stdin.on("close", endGroup);
process.stdin.on("error", endGroup);
process.stdin.resume();
process.stdin.unref?.();

let ended = false;

function endGroup() {
  if (ended) return;
  ended = true;
  // Children of ours (a watcher's program, data planes of the demonstration) are in our group.
  process.kill(0, "SIGTERM");
}
