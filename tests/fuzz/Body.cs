// SPDX-License-Identifier: MIT
//
// A method's body: instructions, labels, locals and protected regions, and the scopes that jumps leave.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed class Label
{
	public int Position = -1;                  /* of the instruction it stands before */
}

sealed class Local
{
	public readonly TypeName Type;
	public readonly bool IsPinned;

	public Local (TypeName type, bool isPinned = false)
	{
		Type = type;
		IsPinned = isPinned;
	}
}

sealed class Instruction
{
	public OpCode Code;
	public object Operand;
	public int NoPrefix;                       /* instead of Code: the prefix no., which OpCodes does not have; its checks */
	public bool IsShort;
	public int Offset;
	public string Shape;                       /* which it is part of: see Shapes */
	public bool IsUncounted;                   /* may be executed any number of times */
}

enum ClauseKind { Catch = 0, Filter = 1, Finally = 2, Fault = 4 }

sealed class Clause
{
	public ClauseKind Kind;
	public Label TryStart, TryEnd, HandlerStart, HandlerEnd, FilterStart;
	public TypeName Caught;
}

/* What surrounds a statement while its code is made */
enum ScopeKind { Loop, Try, Catch, Filter, Finally } /* Finally: fault, too */

sealed class Scope
{
	public ScopeKind Kind;
	public Scope Outer;
	public Label Break, Continue;

	/* No jump leaves it. */
	public bool IsClosed { get { return Kind == ScopeKind.Filter || Kind == ScopeKind.Finally; } }
}

sealed class Body
{
	public readonly MethodSymbol Method;
	public readonly List<Instruction> Instructions = new List<Instruction> ();
	public readonly List<Clause> Clauses = new List<Clause> ();
	public readonly List<Local> Locals = new List<Local> ();
	public bool LongForms;                     /* the general form of each instruction, although a short one would do */
	public Scope Scope;
	public int LastMark { get; private set; }  /* position of the label marked last */

	readonly Label end = new Label ();
	Local result;

	public Body (MethodSymbol method)
	{
		Method = method;
	}

	public void Emit (Node node)
	{
		node.Emission (this, node);
	}

	public Instruction Op (OpCode code, object operand = null)
	{
		var instruction = new Instruction { Code = code, Operand = operand };

		Instructions.Add (instruction);
		return instruction;
	}

	/* What was written since position START is not counted when it is executed. */
	public void Uncount (int start)
	{
		foreach (Instruction instruction in Instructions.Skip (start))
			instruction.IsUncounted = true;
	}

	/* The prefix no. (ECMA-335 III.2.2) */
	public void Unchecked (int checks)
	{
		Instructions.Add (new Instruction { NoPrefix = checks });
	}

	public void Mark (Label label)
	{
		label.Position = LastMark = Instructions.Count;
	}

	/* ---- Short forms ---------------------------------------------------------------------------------------------- */

	static readonly OpCode [] loads = { OpCodes.Ldloc_0, OpCodes.Ldloc_1, OpCodes.Ldloc_2, OpCodes.Ldloc_3 };
	static readonly OpCode [] stores = { OpCodes.Stloc_0, OpCodes.Stloc_1, OpCodes.Stloc_2, OpCodes.Stloc_3 };
	static readonly OpCode [] arguments = { OpCodes.Ldarg_0, OpCodes.Ldarg_1, OpCodes.Ldarg_2, OpCodes.Ldarg_3 };
	static readonly OpCode [] constants = {
		OpCodes.Ldc_I4_M1, OpCodes.Ldc_I4_0, OpCodes.Ldc_I4_1, OpCodes.Ldc_I4_2, OpCodes.Ldc_I4_3, OpCodes.Ldc_I4_4,
		OpCodes.Ldc_I4_5, OpCodes.Ldc_I4_6, OpCodes.Ldc_I4_7, OpCodes.Ldc_I4_8
	};

	void Indexed (int index, OpCode [] implied, OpCode small, OpCode general)
	{
		if (!LongForms && index < implied.Length)
			Op (implied [index]);
		else if (!LongForms && index < 256)
			Op (small, (byte) index);
		else
			Op (general, (ushort) index);
	}

	int IndexOf (Local local)
	{
		int index = Locals.IndexOf (local);

		if (index < 0) {
			index = Locals.Count;
			Locals.Add (local);
		}
		return index;
	}

	static readonly OpCode [] none = { };

	public void Load (Local local)
	{
		Indexed (IndexOf (local), loads, OpCodes.Ldloc_S, OpCodes.Ldloc);
	}

	public void Store (Local local)
	{
		Indexed (IndexOf (local), stores, OpCodes.Stloc_S, OpCodes.Stloc);
	}

	public void Address (Local local)
	{
		Indexed (IndexOf (local), none, OpCodes.Ldloca_S, OpCodes.Ldloca);
	}

	public void LoadArgument (int index)
	{
		Indexed (index, arguments, OpCodes.Ldarg_S, OpCodes.Ldarg);
	}

	public void StoreArgument (int index)
	{
		Indexed (index, none, OpCodes.Starg_S, OpCodes.Starg);
	}

	public void ArgumentAddress (int index)
	{
		Indexed (index, none, OpCodes.Ldarga_S, OpCodes.Ldarga);
	}

	public void Constant (int value)
	{
		if (!LongForms && value >= -1 && value <= 8)
			Op (constants [value + 1]);
		else if (!LongForms && value == (sbyte) value)
			Op (OpCodes.Ldc_I4_S, (sbyte) value);
		else
			Op (OpCodes.Ldc_I4, value);
	}

	/* The value a variable of this type has before anything is stored in it */
	public void Default (TypeName type)
	{
		var zero = new Local (type.Kind == Kind.ManagedPointer ? type.Of : type);

		switch (type.Kind) {
		case Kind.None:
			break;
		case Kind.Int32:
			Constant (0);
			break;
		case Kind.Int64:
			Op (OpCodes.Ldc_I8, 0L);
			break;
		case Kind.NativeInt:
			Constant (0);
			Op (OpCodes.Conv_I);
			break;
		case Kind.Float32:
			Op (OpCodes.Ldc_R4, 0f);
			break;
		case Kind.Float64:
			Op (OpCodes.Ldc_R8, 0.0);
			break;
		case Kind.Reference:
			Op (OpCodes.Ldnull);
			break;
		case Kind.ManagedPointer:
			Address (zero);
			break;
		default:
			Address (zero);
			Op (OpCodes.Initobj, type);
			Load (zero);
			break;
		}
	}

	/* ---- Jumps out of scopes -------------------------------------------------------------------------------------- */

	public void Enter (ScopeKind kind, Label onBreak = null, Label onContinue = null)
	{
		Scope = new Scope { Kind = kind, Outer = Scope, Break = onBreak, Continue = onContinue };
	}

	public void Exit ()
	{
		Scope = Scope.Outer;
	}

	/* Jumps to where the innermost loop goes on or ends; where there is none that can be reached, goes on. */
	public void Jump (bool goesOn)
	{
		bool protects = false;

		for (Scope scope = Scope; scope != null && !scope.IsClosed; scope = scope.Outer) {
			if (scope.Kind == ScopeKind.Loop) {
				Op (protects ? OpCodes.Leave : OpCodes.Br, goesOn ? scope.Continue : scope.Break);
				return;
			}
			protects = true;
		}
	}

	public bool IsProtected
	{
		get {
			for (Scope scope = Scope; scope != null; scope = scope.Outer)
				if (scope.Kind != ScopeKind.Loop)
					return true;
			return false;
		}
	}

	bool IsClosed
	{
		get {
			for (Scope scope = Scope; scope != null; scope = scope.Outer)
				if (scope.IsClosed)
					return true;
			return false;
		}
	}

	/* Returns with the value on the stack; where no return is possible, drops it. */
	public void Return ()
	{
		bool answers = Method.Result != TypeName.Void;

		if (IsClosed) {
			if (answers)
				Op (OpCodes.Pop);
		} else if (IsProtected) {
			if (answers)
				Store (result ?? (result = new Local (Method.Result)));
			Op (OpCodes.Leave, end);
		} else {
			Op (OpCodes.Ret);
		}
	}

	/* Only within a catch handler, and not in a handler of another kind there (ECMA-335 III.4.24) */
	public void Rethrow ()
	{
		for (Scope scope = Scope; scope != null && !scope.IsClosed; scope = scope.Outer)
			if (scope.Kind == ScopeKind.Catch) {
				Op (OpCodes.Rethrow);
				return;
			}
	}

	/* Returns what is no one's result. An address must outlive the call: the second argument, a managed pointer, does. */
	public void ReturnDefault ()
	{
		if (Method.Result.Kind == Kind.ManagedPointer)
			LoadArgument (1);
		else
			Default (Method.Result);
		Op (OpCodes.Ret);
	}

	public void Finish ()
	{
		ReturnDefault ();
		Mark (end);
		if (result == null) {
			ReturnDefault ();
		} else {
			Load (result);
			Op (OpCodes.Ret);
		}
	}
}
