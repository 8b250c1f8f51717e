// Cells, activations, directions and the choice of kernels are words of this floor too: `import Recurrent` is enough.
@_exported import RecurrentKernels
