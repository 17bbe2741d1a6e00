// Tight loops, counted and endless, are suspended for collections that another thread asks for (design 6: loops poll)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

class Callees {
	public static volatile bool Stop;
	public static long Spins;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Spin ()
	{
		long count = 0;
		while (!Stop)
			count++;
		Spins = count;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static uint Compute (uint[] values, int rounds)
	{
		uint hash = 1;
		for (int i = 0; i < rounds; i++)
			for (int j = 0; j < values.Length; j++)
				hash = hash * 31 + values [j] ^ (hash >> 7);
		return hash;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static ulong NoMemory (ulong rounds)
	{
		ulong state = 88172645463325252;
		for (ulong i = 0; i < rounds; i++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
		}
		return state;
	}
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int Collect (int times)
	{
		int made = 0;
		for (int i = 0; i < times; i++) {
			for (int j = 0; j < 100; j++)
				made += new string ('x', 10).Length;
			GC.Collect (i % 3 == 0 ? 1 : 0);
			Thread.Sleep (1);
		}
		return made;
	}

	public static void Run ()
	{
		uint computed = 0;
		ulong state = 0;
		var values = new uint [1000];
		for (uint i = 0; i < values.Length; i++)
			values [i] = i * i;
		var spin = new Thread (Callees.Spin);
		var compute = new Thread (() => { computed = Callees.Compute (values, 60000); });
		var noMemory = new Thread (() => { state = Callees.NoMemory (60000000); });
		spin.Start ();
		compute.Start ();
		noMemory.Start ();
		Report.Value ("made", Collect (60));
		Callees.Stop = true;
		spin.Join ();
		compute.Join ();
		noMemory.Join ();
		Report.Value ("spun", Callees.Spins > 0);
		Report.Value ("computed", computed);
		Report.Value ("state", state);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
