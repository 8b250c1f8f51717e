// The words of this floor's own interface: tensors and cells, text and its units. `import RecurrentTasks` is enough.
@_exported import Recurrent
@_exported import RecurrentText
