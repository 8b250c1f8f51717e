@_exported import RecurrentFormats
@_exported import RecurrentLayers
@_exported import RecurrentModels
@_exported import RecurrentTasks
@_exported import RecurrentText
@_exported import RecurrentTraining

// One name for the whole house. Of the kernels a user sees the words that choose a cell and a backend, not the structs of
// pointers that calls are made of.
@_exported import enum RecurrentFoundation.EnvironmentFailure
@_exported import struct RecurrentFoundation.FileError
@_exported import struct RecurrentFoundation.JSONError
@_exported import enum RecurrentFoundation.TextFile
@_exported import enum RecurrentKernels.Activation
@_exported import enum RecurrentKernels.Cell
@_exported import enum RecurrentKernels.Direction
@_exported import protocol RecurrentKernels.KernelBackend
@_exported import enum RecurrentKernels.KernelError
@_exported import enum RecurrentKernels.Kernels
@_exported import enum RecurrentKernels.Precision
