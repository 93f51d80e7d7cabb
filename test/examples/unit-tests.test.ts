// The example is a file of tests: taken in here, it is run with the others.
import '../../examples/unit-tests.test.js'
