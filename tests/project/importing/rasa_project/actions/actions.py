# a custom action would stand here
