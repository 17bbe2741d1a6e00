// SPDX-License-Identifier: MIT
//
// A body as bytes: branch forms, depth of the stack, header and table of clauses (ECMA-335 II.25.4).
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed class BodyWriter
{
	readonly Body body;
	readonly Func<object, uint> token;         /* of an operand */
	readonly List<Instruction> code;

	public BodyWriter (Body body, Func<object, uint> token)
	{
		this.body = body;
		this.token = token;
		code = body.Instructions;
	}

	static readonly Dictionary<OpCode, OpCode> shortBranches = Opcodes.All.Where (o => Opcodes.All.Any (s => s.Name == o.Name + ".s") &&
		o.OperandType == OperandType.InlineBrTarget).ToDictionary (o => o, o => Opcodes.All.First (s => s.Name == o.Name + ".s"));

	static int OperandSize (Instruction instruction)
	{
		switch (instruction.Code.OperandType) {
		case OperandType.InlineNone: return 0;
		case OperandType.ShortInlineBrTarget: case OperandType.ShortInlineI: case OperandType.ShortInlineVar: return 1;
		case OperandType.InlineVar: return 2;
		case OperandType.InlineI8: case OperandType.InlineR: return 8;
		case OperandType.InlineSwitch: return 4 + 4 * ((Label []) instruction.Operand).Length;
		case OperandType.InlineBrTarget: return instruction.IsShort ? 1 : 4;
		default: return 4;
		}
	}

	static int Size (Instruction instruction)
	{
		return instruction.NoPrefix != 0 ? 3 :
			(instruction.IsShort ? shortBranches [instruction.Code] : instruction.Code).Size + OperandSize (instruction);
	}

	int OffsetOf (Label label)
	{
		return label.Position < code.Count ? code [label.Position].Offset : code.Last ().Offset + Size (code.Last ());
	}

	int AssignOffsets ()
	{
		int offset = 0;

		foreach (Instruction instruction in code) {
			instruction.Offset = offset;
			offset += Size (instruction);
		}
		return offset;
	}

	/* Answers the code's size. Branches start short, and grow until all reach. */
	int Layout ()
	{
		bool grew;

		foreach (Instruction instruction in code)
			instruction.IsShort = instruction.NoPrefix == 0 && !body.LongForms && shortBranches.ContainsKey (instruction.Code);
		do {
			grew = false;
			AssignOffsets ();
			foreach (Instruction instruction in code) {
				if (!instruction.IsShort)
					continue;
				int distance = OffsetOf ((Label) instruction.Operand) - instruction.Offset - Size (instruction);
				if (distance != (sbyte) distance) {
					instruction.IsShort = false;
					grew = true;
				}
			}
		} while (grew);
		return AssignOffsets ();
	}

	/* ---- The stack ------------------------------------------------------------------------------------------------ */

	/* By how much an instruction of this stack behaviour moves the stack; calls have their own rule */
	static int Effect (StackBehaviour behaviour)
	{
		string name = behaviour.ToString ();

		return name.StartsWith ("Pop") ? name == "Pop0" ? 0 : -(name.Split ('_').Length) :
			name == "Push0" || name.StartsWith ("Var") ? 0 : name.Split ('_').Length;
	}

	int Effect (Instruction instruction)
	{
		if (instruction.NoPrefix != 0)
			return 0;
		OpCode op = instruction.Code;
		var call = instruction.Operand as MethodUse;
		var indirect = instruction.Operand as CallSignature;
		if (indirect != null)
			return -1 - indirect.Parameters.Length - (indirect.HasThis ? 1 : 0) + (indirect.Result == TypeName.Void ? 0 : 1);
		if (op == OpCodes.Newobj)
			return 1 - call.Parameters.Length;
		if (op == OpCodes.Call || op == OpCodes.Callvirt)
			return -call.Parameters.Length - (call.Symbol.IsStatic ? 0 : 1) + (call.Result == TypeName.Void ? 0 : 1);
		if (op == OpCodes.Ret)
			return body.Method.Result == TypeName.Void ? 0 : -1;
		return Effect (op.StackBehaviourPop) + Effect (op.StackBehaviourPush);
	}

	int MaximumStack ()
	{
		var depths = new Dictionary<int, int> ();
		int depth = 0, most = 8;

		foreach (Clause clause in body.Clauses)
			if (clause.Kind == ClauseKind.Catch || clause.Kind == ClauseKind.Filter) {
				depths [clause.HandlerStart.Position] = 1;
				if (clause.FilterStart != null)
					depths [clause.FilterStart.Position] = 1;
			}
		for (int i = 0; i < code.Count; i++) {
			int known;

			if (depths.TryGetValue (i, out known))
				depth = known;
			depth += Effect (code [i]);
			if (depth < 0)
				throw new InvalidOperationException ("stack below zero in " + body.Method.Name + "\n" + Listing.Of (body));
			most = Math.Max (most, depth + 1);
			FlowControl flow = code [i].NoPrefix != 0 ? FlowControl.Next : code [i].Code.FlowControl;
			if (code [i].Operand is Label)
				depths [((Label) code [i].Operand).Position] = code [i].Code == OpCodes.Leave ? 0 : depth;
			if (code [i].Operand is Label [])
				foreach (Label label in (Label []) code [i].Operand)
					depths [label.Position] = depth;
			if (flow == FlowControl.Branch || flow == FlowControl.Return || flow == FlowControl.Throw)
				depth = 0;
		}
		return most;
	}

	/* ---- Bytes ---------------------------------------------------------------------------------------------------- */

	public byte [] Write (bool initializesLocals, uint localsToken)
	{
		var bytes = new Bytes ();
		int size = Layout (), most = MaximumStack ();

		if (size < 64 && most <= 8 && localsToken == 0 && body.Clauses.Count == 0) {
			bytes.Byte (size << 2 | 2);
		} else {
			bytes.Half (0x3003 | (body.Clauses.Count > 0 ? 8 : 0) | (initializesLocals ? 0x10 : 0));
			bytes.Half (most);
			bytes.Word ((uint) size);
			bytes.Word (localsToken);
		}
		foreach (Instruction instruction in code)
			Write (bytes, instruction);
		if (body.Clauses.Count > 0) {
			bytes.Align (4);
			WriteClauses (bytes);
		}
		return bytes.ToArray ();
	}

	void Write (Bytes bytes, Instruction instruction)
	{
		int next = instruction.Offset + Size (instruction);

		if (instruction.NoPrefix != 0) {
			bytes.Byte (0xfe);
			bytes.Byte (0x19);
			bytes.Byte (instruction.NoPrefix);
			return;
		}
		OpCode op = instruction.IsShort ? shortBranches [instruction.Code] : instruction.Code;
		if (op.Size == 2)
			bytes.Byte (op.Value >> 8);
		bytes.Byte (op.Value);
		switch (op.OperandType) {
		case OperandType.InlineNone:
			break;
		case OperandType.ShortInlineBrTarget:
			bytes.Byte (OffsetOf ((Label) instruction.Operand) - next);
			break;
		case OperandType.InlineBrTarget:
			bytes.Word ((uint) (OffsetOf ((Label) instruction.Operand) - next));
			break;
		case OperandType.ShortInlineI: case OperandType.ShortInlineVar:
			bytes.Byte (Convert.ToInt32 (instruction.Operand));
			break;
		case OperandType.InlineVar:
			bytes.Half ((ushort) instruction.Operand);
			break;
		case OperandType.InlineI:
			bytes.Word ((uint) (int) instruction.Operand);
			break;
		case OperandType.InlineI8:
			bytes.Long ((ulong) (long) instruction.Operand);
			break;
		case OperandType.ShortInlineR:
			bytes.Raw (BitConverter.GetBytes ((float) instruction.Operand));
			break;
		case OperandType.InlineR:
			bytes.Raw (BitConverter.GetBytes ((double) instruction.Operand));
			break;
		case OperandType.InlineSwitch:
			var labels = (Label []) instruction.Operand;
			bytes.Word ((uint) labels.Length);
			foreach (Label label in labels)
				bytes.Word ((uint) (OffsetOf (label) - next));
			break;
		default:
			bytes.Word (token (instruction.Operand));
			break;
		}
	}

	void WriteClauses (Bytes bytes)
	{
		bool small = body.Clauses.Count <= 20 && body.Clauses.All (c => OffsetOf (c.HandlerEnd) < 0x10000 && OffsetOf (c.TryEnd) < 0x10000 &&
			OffsetOf (c.TryEnd) - OffsetOf (c.TryStart) < 256 && OffsetOf (c.HandlerEnd) - OffsetOf (c.HandlerStart) < 256);
		int size = body.Clauses.Count * (small ? 12 : 24) + 4;

		bytes.Word (small ? (uint) size << 8 | 1 : (uint) size << 8 | 0x41);
		foreach (Clause clause in body.Clauses) {
			int start = OffsetOf (clause.TryStart), handler = OffsetOf (clause.HandlerStart);
			int length = OffsetOf (clause.TryEnd) - start, handlerLength = OffsetOf (clause.HandlerEnd) - handler;

			if (small) {
				bytes.Half ((int) clause.Kind);
				bytes.Half (start);
				bytes.Byte (length);
				bytes.Half (handler);
				bytes.Byte (handlerLength);
			} else {
				bytes.Word ((uint) clause.Kind);
				bytes.Word ((uint) start);
				bytes.Word ((uint) length);
				bytes.Word ((uint) handler);
				bytes.Word ((uint) handlerLength);
			}
			bytes.Word (clause.Kind == ClauseKind.Catch ? token (clause.Caught) :
				clause.Kind == ClauseKind.Filter ? (uint) OffsetOf (clause.FilterStart) : 0);
		}
	}
}
