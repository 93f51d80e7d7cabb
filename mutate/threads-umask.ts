// snowflake-sdk sets the mask of new files when it sends some, which a thread cannot.
const read = process.umask
process.umask = () => read()
