// Preloaded into a measured process: at its end writes what it used into the file named by KERROS_BENCH_USAGE.
import { readFileSync, writeFileSync } from 'node:fs'

const file = process.env.KERROS_BENCH_USAGE
if (file) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024, mainThreadMs: mainThreadMs() }
    writeFileSync(file, JSON.stringify(usage))
  })
}

/** The time that the main thread, which runs all JavaScript, spent on a processor. Linux only; else NaN. */
function mainThreadMs() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return Number.NaN
  }
}
