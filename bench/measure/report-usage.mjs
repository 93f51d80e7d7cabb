// Preloaded into a measured process: at its end writes what it used into the file named by KERROS_BENCH_USAGE.
import { writeFileSync } from 'node:fs'

const file = process.env.KERROS_BENCH_USAGE
if (file) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    writeFileSync(file, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMiB: maxRSS / 1024 }))
  })
}
