/** A domain as libvirt 9 tells it while it runs, shortened. */
export const domainXml = `<domain type='kvm' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>shop-web</name>
  <uuid>7E57bed0-0000-4000-8000-01000000000a</uuid>
  <title>Front &amp; centre</title>
  <description><![CDATA[<b>web</b> server]]></description>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://debian.org/debian/12"/>
    </libosinfo:libosinfo>
    <mien:vm xmlns:mien="https://mien.dev/xmlns/vm/1">
      <mien:role> web </mien:role>
      <mien:sensitivity>confidential</mien:sensitivity>
    </mien:vm>
  </metadata>
  <memory unit='MiB'>128</memory>
  <currentMemory unit='KiB'>131072</currentMemory>
  <vcpu placement='static' current='1'>2</vcpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/var/lib/libvirt/images/web.qcow2' index='1'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='network' device='disk'>
      <source protocol='rbd' name='pool/data'><host name='ceph' port='6789'/></source>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
    <interface type='network'>
      <mac address='52:54:00:7B:01:0a'/>
      <source network='tbnet' portid='8f6c' bridge='tbbr0'/>
      <target dev='vnet3'/>
      <model type='virtio'/>
      <filterref filter='clean-traffic'><parameter name='IP' value='10.0.0.1'/></filterref>
    </interface>
    <interface type='direct'>
      <mac address='52:54:00:00:00:02'/>
      <source dev='eth0' mode='bridge'/>
    </interface>
    <channel type='unix'>
      <source mode='bind' path='/var/lib/libvirt/qemu/channel/target/agent.0'/>
      <target type='virtio' name='org.mien.agent.0' state='connected'/>
    </channel>
    <channel type='spicevmc'><target type='virtio'/></channel>
    <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
  </devices>
  <qemu:commandline><qemu:arg value='-name'/></qemu:commandline>
</domain>
`;

/** A network as libvirt tells it. */
export const networkXml = `<network connections='2'>
  <name>default</name>
  <uuid>9a05da11-e96b-47f3-8253-a3a482e445f5</uuid>
  <forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
  <bridge name='virbr0' stp='on' delay='0'/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp>
  </ip>
  <ip family='ipv6' address='fd00:1::1' prefix='64'/>
</network>
`;
