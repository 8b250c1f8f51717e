#include "cells/cells.h"

const rk_cell_traits rk_cells[RK_CELL_COUNT] = {
    [RK_CELL_RNN] =
        {
            .gates = 1,
            .biases = 1,
            .phases = 1,
            .phase = {{.first_gate = 0, .gates = 1}},
            .blocks = 1,
            .hidden_blocks = 1,
            .hidden_parts = 1,
            .hidden_part = {{.first_block = 0, .blocks = 1, .first_gate = 0}},
        },
    [RK_CELL_LSTM] =
        {
            .gates = 4,
            .biases = 4,
            .phases = 1,
            .phase = {{.first_gate = 0, .gates = 4}},
            .backward_reads_gates = 1,
            .kept = RK_KEPT_CELL,
            .blocks = 4,
            .hidden_blocks = 4,
            .hidden_parts = 1,
            .hidden_part = {{.first_block = 0, .blocks = 4, .first_gate = 0}},
        },
    /* Blocks: n as W_hn h sees it, r, z, n as W_in x sees it. */
    [RK_CELL_GRU_RESET_AFTER] =
        {
            .gates = 3,
            .biases = 4,
            .phases = 1,
            .phase = {{.first_gate = 0, .gates = 3}},
            .hidden_part_apart = 1,
            .backward_reads_gates = 1,
            .kept = RK_KEPT_HIDDEN_PART,
            .blocks = 4,
            .input_block = 1,
            .hidden_blocks = 3,
            .hidden_parts = 2,
            .hidden_part = {{.first_block = 0, .blocks = 1, .first_gate = 2},
                            {.first_block = 1, .blocks = 2, .first_gate = 0}},
        },
    [RK_CELL_GRU_RESET_BEFORE] =
        {
            .gates = 3,
            .biases = 3,
            .phases = 2,
            .phase = {{.first_gate = 0, .gates = 2}, {.first_gate = 2, .gates = 1, .source = RK_SOURCE_RESET_HIDDEN}},
            .backward_reads_gates = 1,
            .kept = RK_KEPT_RESET_HIDDEN,
            .blocks = 3,
            .hidden_blocks = 3,
            .hidden_parts = 2,
            .hidden_part = {{.first_block = 0, .blocks = 2, .first_gate = 0},
                            {.first_block = 2, .blocks = 1, .first_gate = 2, .source = RK_SOURCE_RESET_HIDDEN}},
        },
};
