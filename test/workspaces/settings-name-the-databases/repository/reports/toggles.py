from edx_toggles.toggles import WaffleSwitch

NEW_LAYOUT = WaffleSwitch('reports.new_layout', __name__)
