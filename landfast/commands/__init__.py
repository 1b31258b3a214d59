"""The commands, one a file: click's options in, one job, its result shown. They import a job only when they run."""
